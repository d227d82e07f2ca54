package io.agenticproxy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

class LogCaptureTest {
    private static final String NAME = "log.capture.test";

    private final Logger log = LoggerFactory.getLogger(NAME);
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final ch.qos.logback.classic.Logger root =
            (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    @Test
    void everythingThatALineCanCarryIsCaptured() {
        try (LogCapture capture = LogCapture.at(Level.TRACE);
                MDC.MDCCloseable mdc = MDC.putCloseable("call", "secret-mdc")) {
            log.atTrace().addKeyValue("key", "secret-pair").log("message {}", "secret-argument");
            log.trace("failed", new IllegalStateException("outer", new IllegalArgumentException("secret-cause")));

            assertThat(capture.lines()).hasSize(2);
            assertThat(capture.lines().get(0))
                    .startsWith("TRACE log.capture.test - message secret-argument key=secret-pair")
                    .contains("call=secret-mdc");
            assertThat(capture.text())
                    .contains("outer")
                    .contains("secret-cause")
                    .contains("LogCaptureTest.java");
        }
    }

    @Test
    void loggersWithALevelOfTheirOwnAreCapturedToo() {
        ch.qos.logback.classic.Logger quiet = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(NAME + ".quiet");
        quiet.setLevel(ch.qos.logback.classic.Level.ERROR);

        try (LogCapture capture = LogCapture.at(Level.DEBUG)) {
            quiet.debug("heard");
            quiet.trace("too low");

            assertThat(capture.text()).isEqualTo("DEBUG log.capture.test.quiet - heard");
        } finally {
            quiet.setLevel(null);
        }
    }

    @Test
    void onlyTheNamedLoggersAreCaptured() {
        try (LogCapture capture = LogCapture.at(Level.INFO, NAME)) {
            log.info("this");
            LoggerFactory.getLogger(NAME + ".below").info("below");
            LoggerFactory.getLogger(NAME + "er").error("another");

            assertThat(capture.lines())
                    .containsExactly("INFO log.capture.test - this", "INFO log.capture.test.below - below");
        }
    }

    @Test
    void otherAppendersGetWhatTheyGotBeforeAndAfterIt() {
        ListAppender<ILoggingEvent> console = new ListAppender<>();
        console.start();
        root.addAppender(console);
        ch.qos.logback.classic.Level configured = root.getLevel();
        root.setLevel(ch.qos.logback.classic.Level.INFO);
        try {
            try (LogCapture capture = LogCapture.at(Level.TRACE, NAME)) {
                log.debug("below the configured level");
                log.info("shown");
                assertThat(capture.lines()).hasSize(2);
            }
            log.debug("below the configured level");
            log.info("shown after");

            assertThat(console.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly("shown", "shown after");
            assertThat(console.getCopyOfAttachedFiltersList()).isEmpty();
        } finally {
            root.setLevel(configured);
            root.detachAppender(console);
        }
    }

    @Test
    void whatWasCapturedOutlivesTheCapture() {
        LogCapture capture = LogCapture.at(Level.INFO, NAME);
        log.info("before");
        capture.close();
        log.info("after");

        assertThat(capture.text()).isEqualTo("INFO log.capture.test - before");
        assertThat(context.getTurboFilterList()).isEmpty();
    }

    @Test
    void aCaptureThatLoggingHasDroppedSaysSo() {
        Set<Appender<ILoggingEvent>> before = appenders();
        try (LogCapture capture = LogCapture.at(Level.INFO, NAME)) {
            appenders().stream().filter(appender -> !before.contains(appender)).forEach(root::detachAppender);

            assertThatThrownBy(capture::lines).hasMessageContaining("set up anew");
        }
    }

    private Set<Appender<ILoggingEvent>> appenders() {
        Set<Appender<ILoggingEvent>> appenders = new HashSet<>();
        root.iteratorForAppenders().forEachRemaining(appenders::add);
        return appenders;
    }
}
