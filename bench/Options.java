import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code <what> [--name=value …]} */
record Options(String what, String java, String jar, List<String> jvm, List<String> rest) {
    static Options of(String[] arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = "target/agentic-proxy.jar";
        List<String> jvm = List.of("-Xms32m", "-Xmx512m", "-XX:+UseSerialGC");
        String what = "latency";
        List<String> rest = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("--java=")) {
                java = argument.substring(7);
            } else if (argument.startsWith("--jar=")) {
                jar = argument.substring(6);
            } else if (argument.startsWith("--jvm=")) {
                jvm = List.of(argument.substring(6).split(" "));
            } else if (argument.startsWith("--")) {
                rest.add(argument.substring(2));
            } else {
                what = argument;
            }
        }
        return new Options(what, java, jar, jvm, rest);
    }

    /** The same with another {@code java} for the proxy. */
    Options on(String otherJava) {
        return new Options(what, otherJava, jar, jvm, rest);
    }

    String text(String name, String otherwise) {
        return rest.stream()
                .filter(o -> o.startsWith(name + "="))
                .map(o -> o.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }

    int number(String name, int otherwise) {
        return rest.stream()
                .filter(o -> o.startsWith(name + "="))
                .map(o -> Integer.parseInt(o.substring(name.length() + 1)))
                .findFirst()
                .orElse(otherwise);
    }
}
