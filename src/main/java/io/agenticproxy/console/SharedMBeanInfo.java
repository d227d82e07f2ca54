package io.agenticproxy.console;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import javax.management.modelmbean.RequiredModelMBean;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.spi.ManagementMBeanAssembler;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * Camel has an MBean for each step of each route, and describes its sixty operations and attributes anew for each: some
 * ten megabytes of the same words. Beans of one class share one description here. Thread-safe.
 */
final class SharedMBeanInfo extends ServiceSupport implements ManagementMBeanAssembler {
    private final ManagementMBeanAssembler camel;
    private final Map<Key, ModelMBeanInfo> shared = new ConcurrentHashMap<>();

    /** What Camel reads the annotations of. */
    private record Key(Class<?> bean, @Nullable Class<?> instance) {}

    SharedMBeanInfo(ManagementMBeanAssembler camel) {
        this.camel = camel;
    }

    @Override
    public @Nullable ModelMBean assemble(MBeanServer server, Object bean, ObjectName name) throws JMException {
        ModelMBean assembled = camel.assemble(server, bean, name);
        if (assembled instanceof RequiredModelMBean described) {
            Object instance = bean instanceof ManagedInstance managed ? managed.getInstance() : null;
            Key key = new Key(bean.getClass(), instance == null ? null : instance.getClass());
            ModelMBeanInfo own = (ModelMBeanInfo) described.getMBeanInfo();
            described.setModelMBeanInfo(shared.computeIfAbsent(key, first -> own));
        }
        return assembled;
    }

    @Override
    protected void doInit() {
        camel.init();
    }

    @Override
    protected void doStart() {
        camel.start();
    }

    @Override
    protected void doStop() {
        camel.stop();
        shared.clear();
    }
}
