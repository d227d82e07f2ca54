package io.agenticproxy.liveedit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Where the route files are: a folder of the user's, or the jar. Used by one thread. */
final class RouteFolder {
    private static final String SUFFIX = ".yaml";
    private static final String SHIPPED = "classpath:/routes/*" + SUFFIX;

    private final Path folder;
    private Map<String, String> lastLook = Map.of();

    RouteFolder(Path folder) {
        this.folder = folder;
    }

    /** Whether the folder is there and holds a route file: then it alone counts. */
    boolean used() throws IOException {
        return Files.isDirectory(folder) && !files().isEmpty();
    }

    /** Texts by file name. */
    Map<String, String> texts() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Path file : files()) {
            // a byte that is no UTF-8 becomes a visible wrong character: in a comment it does no harm
            texts.put(name(file), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** The texts, unless something has changed since the last look: an editor may be half-way through a file. */
    Optional<Map<String, String>> textsAtRest() throws IOException {
        Map<String, String> before = lastLook;
        lastLook = texts();
        return lastLook.equals(before) ? Optional.of(lastLook) : Optional.empty();
    }

    static Map<String, String> shipped() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources(SHIPPED)) {
            texts.put(String.valueOf(file.getFilename()), file.getContentAsString(StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** Without hidden ones, in which editors and file systems keep things of their own. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> name(f).endsWith(SUFFIX) && !name(f).startsWith(".") && Files.isRegularFile(f))
                    .toList();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
