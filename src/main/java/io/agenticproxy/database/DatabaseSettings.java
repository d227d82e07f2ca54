package io.agenticproxy.database;

import io.agenticproxy.CannotStart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.StringUtils;

/**
 * @param dataDir where the H2 file lives
 * @param url     of a PostgreSQL server, {@code postgresql://…} or {@code jdbc:postgresql://…}; null for H2
 */
@ConfigurationProperties("proxy.database")
record DatabaseSettings(
        Path dataDir,
        @Nullable String url,
        @Nullable String user,
        @Nullable String password) {
    private static final Pattern URL = Pattern.compile("(?:jdbc:)?postgres(?:ql)?://(?:([^/?]*)@)?([^?]*)(\\?.*)?");
    private static final int USER_INFO = 1;
    private static final int SERVER = 2;
    private static final int QUERY = 3;

    boolean embedded() {
        return url == null || url.isBlank();
    }

    Path file() {
        return dataDir.toAbsolutePath().normalize().resolve("agentic-proxy");
    }

    /**
     * Closing is ours to time, since a clean stop writes what is queued; so is writing the file, which H2 does after so
     * many milliseconds if {@link Transactions} has not. No trace file: it would hold parameters. A batch has more
     * statements than H2 would otherwise remember. The file may be half empty before it is rewritten: answers come and
     * go, and rewriting costs more than the room.
     */
    String jdbcUrl() {
        if (embedded()) {
            return "jdbc:h2:file:" + file()
                    + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=10000;TRACE_LEVEL_FILE=0;QUERY_CACHE_SIZE=32"
                    + ";AUTO_COMPACT_FILL_RATE=50";
        }
        Matcher server = server();
        return "jdbc:postgresql://" + server.group(SERVER)
                + (server.group(SERVER).contains("/") ? "" : "/")
                + (server.group(QUERY) == null ? "" : server.group(QUERY));
    }

    /** Given apart, or within the URL. */
    Optional<String> login() {
        return given(user).or(() -> userInfo(0));
    }

    Optional<String> secret() {
        return given(password).or(() -> userInfo(1));
    }

    private static Optional<String> given(@Nullable String value) {
        return Optional.ofNullable(value).filter(v -> !v.isBlank());
    }

    private Optional<String> userInfo(int part) {
        String info = embedded() ? null : server().group(USER_INFO);
        String[] parts = info == null ? new String[0] : info.split(":", 2);
        return part < parts.length ? Optional.of(decoded(parts[part])) : Optional.empty();
    }

    /** A stray per cent sign, as generated passwords have them, stands for itself. */
    private static String decoded(String part) {
        try {
            return StringUtils.uriDecode(part, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return part;
        }
    }

    /** Not by {@link java.net.URI}, which knows no host names with an underscore. */
    private Matcher server() {
        Matcher server = URL.matcher(String.valueOf(url));
        if (!server.matches()) {
            throw new CannotStart(List.of("DATABASE_URL must be a URL such as postgresql://localhost/proxy"));
        }
        return server;
    }

    /** For people: without login. */
    String place() {
        return embedded()
                ? file() + ".mv.db"
                : jdbcUrl().replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "");
    }

    @Override
    public String toString() {
        return place();
    }
}
