package io.agenticproxy.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.Objects;
import javax.management.MBeanInfo;
import javax.management.ObjectName;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.management.DefaultManagementMBeanAssembler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedMBeanInfoTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private SharedMBeanInfo assembler;

    @BeforeEach
    void start() {
        assembler = new SharedMBeanInfo(new DefaultManagementMBeanAssembler(context));
        assembler.start();
    }

    @AfterEach
    void stop() throws Exception {
        assembler.stop();
        context.close();
    }

    @Test
    void beansOfOneClassShareTheirDescription() throws Exception {
        MBeanInfo one = describe(new Step("one"), "one");
        MBeanInfo two = describe(new Step("two"), "two");

        assertThat(one.getOperations()).isNotEmpty().containsExactly(two.getOperations());
        assertThat(one.getOperations()[0]).isSameAs(two.getOperations()[0]);
        assertThat(one.getAttributes()[0]).isSameAs(two.getAttributes()[0]);
    }

    @Test
    void eachAnswersForItself() throws Exception {
        ObjectName name = new ObjectName("test:name=one");
        assertThat(assembler.assemble(ManagementFactory.getPlatformMBeanServer(), new Step("one"), name))
                .isNotNull()
                .satisfies(bean -> assertThat(bean.getAttribute("Name")).isEqualTo("one"));
        assertThat(assembler.assemble(ManagementFactory.getPlatformMBeanServer(), new Step("two"), name))
                .isNotNull()
                .satisfies(bean -> assertThat(bean.getAttribute("Name")).isEqualTo("two"));
    }

    @Test
    void anotherClassHasItsOwn() throws Exception {
        describe(new Step("one"), "one");

        assertThat(describe(new Other(), "other").getAttributes())
                .singleElement()
                .satisfies(attribute -> assertThat(attribute.getName()).isEqualTo("Size"));
    }

    private MBeanInfo describe(Object bean, String name) throws Exception {
        return Objects.requireNonNull(assembler.assemble(
                        ManagementFactory.getPlatformMBeanServer(), bean, new ObjectName("test:name=" + name)))
                .getMBeanInfo();
    }

    /** Public, as JMX calls it. */
    @ManagedResource
    public static final class Step {
        private final String name;

        Step(String name) {
            this.name = name;
        }

        @ManagedAttribute
        public String getName() {
            return name;
        }

        @ManagedOperation
        public void reset() {
            // there is nothing to reset
        }
    }

    /** With other attributes. */
    @ManagedResource
    public static final class Other {
        @ManagedAttribute
        public int getSize() {
            return 1;
        }
    }
}
