package io.agenticproxy.console;

import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.spi.CamelContextCustomizer;
import org.apache.camel.spi.ManagementMBeanAssembler;
import org.apache.camel.spi.ModelToXMLDumper;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Puts the beans where Camel's are, and {@code /hawtio} before the console's page. */
@Configuration
class ConsoleConfiguration implements WebMvcConfigurer {
    static final String DOMAIN = "io.agenticproxy";
    private static final String CONSOLE = "/actuator/hawtio/";

    @Override
    public void addViewControllers(ViewControllerRegistry views) {
        views.addRedirectViewController("/hawtio", CONSOLE);
        views.addRedirectViewController("/hawtio/", CONSOLE);
    }

    /** Before the context takes its management up. */
    @Bean
    CamelContextCustomizer sharedMBeanInfo() {
        return context -> {
            ExtendedCamelContext extended = context.getCamelContextExtension();
            ManagementMBeanAssembler camel = extended.getManagementMBeanAssembler();
            extended.setManagementMBeanAssembler(
                    new SharedMBeanInfo(camel == null ? new DefaultManagementMBeanAssembler(context) : camel));
        };
    }

    @Bean
    CamelContextConfiguration drawableRoutes() {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                ExtendedCamelContext extended = context.getCamelContextExtension();
                extended.addContextPlugin(
                        ModelToXMLDumper.class, new DrawableXml(PluginHelper.getModelToXMLDumper(extended)));
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                // nothing is left to do
            }
        };
    }

    @Bean
    Registration ownBeansRegistration(OwnBeans beans) {
        return new Registration(beans.byType());
    }

    /** By hand: Spring's exporter would take every bean of other libraries that looks like one, and they tell more. */
    static final class Registration implements InitializingBean, DisposableBean {
        private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        private final Map<String, FigureBean> beans;

        private Registration(Map<String, FigureBean> beans) {
            this.beans = beans;
        }

        @Override
        public void afterPropertiesSet() throws JMException {
            for (Map.Entry<String, FigureBean> bean : beans.entrySet()) {
                ObjectName name = name(bean.getKey());
                if (server.isRegistered(name)) {
                    server.unregisterMBean(name); // another proxy's in this process: the console shows the latest
                }
                server.registerMBean(bean.getValue(), name);
            }
        }

        @Override
        public void destroy() throws JMException {
            for (Map.Entry<String, FigureBean> bean : beans.entrySet()) {
                if (bean.getValue().registered()) {
                    server.unregisterMBean(name(bean.getKey()));
                }
            }
        }

        private static ObjectName name(String type) throws JMException {
            return new ObjectName(DOMAIN, "type", type);
        }
    }
}
