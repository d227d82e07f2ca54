package io.agenticproxy.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanRegistration;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.jspecify.annotations.Nullable;

/**
 * A JMX bean of named figures, each read when it is asked for, and at most one operation. Nothing of it can be written.
 * To be filled by one thread before it is registered; then thread-safe if what it reads is.
 */
final class FigureBean implements DynamicMBean, MBeanRegistration {
    private final String description;
    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private @Nullable Operation operation;
    private volatile boolean registered;

    private record Figure(MBeanAttributeInfo info, Supplier<?> value) {}

    private record Operation(MBeanOperationInfo info, Supplier<?> run) {}

    /** @param description one sentence for a person */
    FigureBean(String description) {
        this.description = description;
    }

    /** @param type a JDK type that every console can show */
    <T> FigureBean figure(String name, Class<T> type, String meaning, Supplier<? extends T> value) {
        figures.put(name, new Figure(new MBeanAttributeInfo(name, type.getName(), meaning, true, false, false), value));
        return this;
    }

    <T> FigureBean operation(String name, Class<T> type, String meaning, Supplier<? extends T> run) {
        operation = new Operation(
                new MBeanOperationInfo(
                        name, meaning, new MBeanParameterInfo[0], type.getName(), MBeanOperationInfo.ACTION),
                run);
        return this;
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        Figure figure = figures.get(name);
        if (figure == null) {
            throw new AttributeNotFoundException(name);
        }
        return figure.value().get();
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList found = new AttributeList();
        for (String name : names) {
            Figure figure = figures.get(name);
            if (figure != null) {
                found.add(new Attribute(name, figure.value().get()));
            }
        }
        return found;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " can't be written");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String name, Object @Nullable [] arguments, String @Nullable [] signature)
            throws ReflectionException {
        if (operation == null || !operation.info().getName().equals(name)) {
            throw new ReflectionException(new NoSuchMethodException(name));
        }
        return operation.run().get();
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return new MBeanInfo(
                FigureBean.class.getName(),
                description,
                figures.values().stream().map(Figure::info).toArray(MBeanAttributeInfo[]::new),
                null,
                operation == null ? null : new MBeanOperationInfo[] {operation.info()},
                null);
    }

    /** Whether it is there now: another proxy in the same process may have taken its place. */
    boolean registered() {
        return registered;
    }

    @Override
    public ObjectName preRegister(MBeanServer server, ObjectName name) {
        return name;
    }

    @Override
    public void postRegister(Boolean done) {
        registered = done;
    }

    @Override
    public void preDeregister() {
        // whoever takes its place may
    }

    @Override
    public void postDeregister() {
        registered = false;
    }
}
