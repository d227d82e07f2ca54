package io.agenticproxy.testing;

import static java.util.stream.Collectors.joining;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Collects what is logged until it is closed, whatever the configured levels say: message, key-value pairs, MDC and
 * stack traces. The configured levels keep deciding what the console shows. Attach it after the application has
 * started, since its start sets logging up anew. Thread-safe.
 */
public final class LogCapture implements AutoCloseable {
    private final LoggerContext logging;
    private final Level level;
    private final List<String> loggers;
    private final Logger root;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Collector collector = new Collector();
    private final AsConfigured asConfigured = new AsConfigured();
    private final Opener opener = new Opener();
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();

    private volatile boolean closed;

    private LogCapture(LoggerContext logging, Level level, List<String> loggers) {
        this.logging = logging;
        this.level = level;
        this.loggers = loggers;
        this.root = logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Captures what these loggers and those below them log at that level or above; without a name, all do. */
    public static LogCapture at(org.slf4j.event.Level level, String... loggers) {
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        LogCapture capture = new LogCapture(logging, Level.convertAnSLF4JLevel(level), List.of(loggers));
        capture.attach();
        return capture;
    }

    /** What was logged, a line an event (with the lines of its stack trace), in the order of logging; also after it was closed. */
    public List<String> lines() {
        if (!closed && !root.isAttached(collector)) {
            throw new IllegalStateException("logging was set up anew, so nothing was captured since");
        }
        return List.copyOf(lines);
    }

    /** All lines in one text. */
    public String text() {
        return lines().stream().collect(joining("\n"));
    }

    @Override
    public void close() {
        closed = true;
        logging.getTurboFilterList().remove(opener);
        root.detachAppender(collector);
        for (Appender<ILoggingEvent> other : others) {
            List<Filter<ILoggingEvent>> filters = other.getCopyOfAttachedFiltersList();
            other.clearAllFilters();
            filters.stream().filter(filter -> filter != asConfigured).forEach(other::addFilter);
        }
    }

    private void attach() {
        for (Iterator<Appender<ILoggingEvent>> all = root.iteratorForAppenders(); all.hasNext(); ) {
            Appender<ILoggingEvent> other = all.next();
            other.addFilter(asConfigured);
            others.add(other);
        }
        collector.setContext(logging);
        collector.start();
        root.addAppender(collector);
        logging.addTurboFilter(opener);
    }

    private boolean wanted(String logger, Level at) {
        return at.isGreaterOrEqual(level)
                && (loggers.isEmpty()
                        || loggers.stream().anyMatch(name -> logger.equals(name) || logger.startsWith(name + ".")));
    }

    private static String line(ILoggingEvent event) {
        StringBuilder line = new StringBuilder();
        line.append(event.getLevel()).append(' ').append(event.getLoggerName()).append(" - ");
        line.append(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> append(line, pair.key, pair.value));
        }
        for (Map.Entry<String, String> entry : event.getMDCPropertyMap().entrySet()) {
            append(line, entry.getKey(), entry.getValue());
        }
        if (event.getThrowableProxy() != null) {
            line.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static void append(StringBuilder line, String key, @Nullable Object value) {
        line.append(' ').append(key).append('=').append(value);
    }

    /** Lets what is wanted through the loggers, below their own level too. */
    private final class Opener extends TurboFilter {
        @Override
        public FilterReply decide(
                @Nullable Marker marker,
                Logger logger,
                Level at,
                @Nullable String format,
                Object @Nullable [] params,
                @Nullable Throwable thrown) {
            return wanted(logger.getName(), at) ? FilterReply.ACCEPT : FilterReply.NEUTRAL;
        }
    }

    /** Keeps from the other appenders what only the opener let through. */
    private final class AsConfigured extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            Level configured = logging.getLogger(event.getLoggerName()).getEffectiveLevel();
            return event.getLevel().isGreaterOrEqual(configured) ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
    }

    private final class Collector extends UnsynchronizedAppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            if (wanted(event.getLoggerName(), event.getLevel())) {
                lines.add(line(event));
            }
        }
    }
}
