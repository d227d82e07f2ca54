package io.agenticproxy.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamThreadsTest {
    private static final int MOST = 3;
    private static final String CALL = "call";

    private final ExecutorService calls = Executors.newCachedThreadPool(call -> new Thread(call, CALL));
    private final StreamThreads streams = new StreamThreads(MOST);
    private final BlockingQueue<String> servedBy = new LinkedBlockingQueue<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        streams.close();
        calls.shutdownNow();
    }

    private Future<?> begin() {
        return calls.submit(() -> {
            streams.run(() -> {
                servedBy.add(Thread.currentThread().getName());
                try {
                    end.await();
                } catch (InterruptedException stopped) {
                    throw new IOException(stopped);
                }
            });
            return null;
        });
    }

    private String next() throws InterruptedException {
        String name = servedBy.poll(30, TimeUnit.SECONDS);
        assertThat(name).as("nobody waits").isNotNull();
        return String.valueOf(name);
    }

    @Test
    void someStreamsHaveAThreadEachAndThoseBeyondGoOnAsTheyAre() throws Exception {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            all.add(begin());
            assertThat(next()).startsWith("stream-");
        }
        all.add(begin());
        assertThat(next()).isEqualTo(CALL);
        assertThat(all).noneMatch(Future::isDone);
        end.countDown();
        for (Future<?> one : all) {
            one.get();
        }
        all.add(begin());
        assertThat(next()).as("a thread that is free again").startsWith("stream-");
    }

    @Test
    void whatBreaksItIsThrownAsItIs() {
        IOException broken = new IOException("upstream");

        assertThatThrownBy(() -> streams.run(() -> {
                    throw broken;
                }))
                .isSameAs(broken);
        assertThatThrownBy(() -> streams.run(() -> {
                    throw new IllegalStateException("defect");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("defect");
    }

    @Test
    void whoIsInterruptedStillWaitsForTheEnd() throws Exception {
        AtomicBoolean marked = new AtomicBoolean();
        Thread call = new Thread(() -> {
            try {
                streams.run(() -> {
                    servedBy.add("begun");
                    try {
                        end.await();
                    } catch (InterruptedException stopped) {
                        throw new IOException(stopped);
                    }
                });
            } catch (IOException unexpected) {
                return;
            }
            marked.set(Thread.currentThread().isInterrupted());
        });
        call.start();
        next();
        call.interrupt();
        end.countDown();
        call.join();

        assertThat(marked).isTrue();
    }

    @Test
    void whereTheSystemGivesNoThreadStreamsGoOnAsTheyAre() throws Exception {
        try (StreamThreads none = new StreamThreads(MOST, work -> {
            throw new OutOfMemoryError("unable to create native thread");
        })) {
            none.run(() -> servedBy.add(Thread.currentThread().getName()));
            none.run(() -> servedBy.add(Thread.currentThread().getName()));
        }

        String here = Thread.currentThread().getName();
        assertThat(servedBy).containsExactly(here, here);
    }

    @Test
    void afterItsEndStreamsGoOnAsTheyAre() throws Exception {
        streams.close();
        end.countDown();

        begin().get();
        assertThat(next()).isEqualTo(CALL);
    }
}
