import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the figures were measured on. */
final class Machine {
    private Machine() {}

    static String describe() throws IOException {
        return Runtime.getRuntime().availableProcessors() + " cores" + processor() + ", " + System.getProperty("os.name")
                + " " + System.getProperty("os.version") + ", load before it "
                + String.format(
                        Locale.ROOT,
                        "%.1f",
                        java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
                + ", client on JDK " + Runtime.version().feature();
    }

    private static String processor() throws IOException {
        Path known = Path.of("/proc/cpuinfo");
        return !Files.exists(known)
                ? ""
                : Files.readAllLines(known).stream()
                        .filter(line -> line.startsWith("model name"))
                        .findFirst()
                        .map(line -> " of " + line.substring(line.indexOf(':') + 1).strip())
                        .orElse("");
    }

    /** What {@code java} calls itself. */
    static String version(String java) throws IOException {
        Process process = new ProcessBuilder(java, "-version").redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("?");
    }

    /** Such as 25. */
    static String feature(String java) throws IOException {
        return version(java).replaceAll("\\D*(\\d+).*", "$1");
    }
}
