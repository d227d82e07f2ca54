package io.agenticproxy.router;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * By what the classifier is to judge: {@code classifier-rubric.md} beside the routes, or the one in the jar. Read anew
 * when the file has changed; while it can't be read, or is empty, the last one holds. Thread-safe.
 */
@Component
final class Rubric {
    private static final Logger LOG = LoggerFactory.getLogger(Rubric.class);
    private static final String NAME = "classifier-rubric.md";
    private static final FileTime NEVER = FileTime.fromMillis(0);
    private static final long LOOK_EVERY = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private String text;
    private FileTime read = NEVER;
    private long lookedAt = System.nanoTime() - LOOK_EVERY;

    Rubric(@Value("${proxy.routes-dir}") String folder) throws IOException {
        file = Path.of(folder, NAME);
        try (InputStream shipped = Rubric.class.getResourceAsStream("/routes/" + NAME)) {
            text = shipped == null ? "" : new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    synchronized String text() {
        long now = System.nanoTime();
        if (now - lookedAt < LOOK_EVERY) {
            return text;
        }
        lookedAt = now;
        try {
            FileTime changed = Files.isRegularFile(file) ? Files.getLastModifiedTime(file) : NEVER;
            if (!changed.equals(read)) {
                String found = Files.isRegularFile(file) ? Files.readString(file) : text;
                text = found.isBlank() ? text : found;
                read = changed;
            }
        } catch (IOException unreadable) {
            LOG.debug("the rubric can't be read: the last one holds", unreadable);
        }
        return text;
    }
}
