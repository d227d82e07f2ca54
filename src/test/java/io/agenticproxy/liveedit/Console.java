package io.agenticproxy.liveedit;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What the console shows of the routes. */
final class Console {
    private Console() {}

    /** Names of all routes, steps and what they consist of, sorted, without the numbers that Camel appends. */
    static List<String> beans() throws MalformedObjectNameException {
        List<String> names = new ArrayList<>();
        for (String type : new String[] {"routes", "processors", "consumers", "producers"}) {
            ManagementFactory.getPlatformMBeanServer()
                    .queryNames(new ObjectName("org.apache.camel:type=" + type + ",*"), null)
                    .forEach(name ->
                            names.add(type + " " + name.getKeyProperty("name").replaceAll("\\(0x\\w+\\)", "")));
        }
        Collections.sort(names);
        return names;
    }
}
