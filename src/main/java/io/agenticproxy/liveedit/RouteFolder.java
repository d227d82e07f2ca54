package io.agenticproxy.liveedit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Where the route files are: a folder of the user's, or the jar. */
final class RouteFolder {
    private static final String SUFFIX = ".yaml";
    private static final String SHIPPED = "classpath:/routes/*" + SUFFIX;

    private final Path folder;

    RouteFolder(Path folder) {
        this.folder = folder;
    }

    /** Whether the folder is there and holds a route file: then it alone counts. */
    boolean used() {
        return Files.isDirectory(folder) && !names().isEmpty();
    }

    /** Texts by file name. */
    Map<String, String> texts() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Path file : names()) {
            texts.put(String.valueOf(file.getFileName()), Files.readString(file));
        }
        return texts;
    }

    static Map<String, String> shipped() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources(SHIPPED)) {
            texts.put(String.valueOf(file.getFilename()), file.getContentAsString(StandardCharsets.UTF_8));
        }
        return texts;
    }

    private java.util.List<Path> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> String.valueOf(f.getFileName()).endsWith(SUFFIX) && Files.isRegularFile(f))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
