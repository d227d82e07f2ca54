import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs streams, so many at a time, and keeps what each chunk's stamp tells. */
final class Streams {
    final AtomicInteger whole = new AtomicInteger();
    private final List<long[]> delays = new ArrayList<>();
    private final List<Long> firsts = new ArrayList<>();

    void run(int port, int count, int atOnce) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(count);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            threads.add(Threads.daemon(() -> {
                while (left.getAndDecrement() > 0) {
                    one(port);
                }
            }));
            if (i % 20 == 19) {
                TimeUnit.MILLISECONDS.sleep(10); // arrive within some tenths of a second, not all in one burst
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void one(int port) throws IOException {
        byte[] body = new String(Calls.REQUEST_BODY, StandardCharsets.UTF_8)
                .replace("\"max_tokens\"", "\"stream\":true,\"max_tokens\"")
                .getBytes(StandardCharsets.UTF_8);
        long[] mine = new long[4_096];
        int n = 0;
        long first = 0;
        boolean complete = false;
        try (Connection connection = new Connection(port)) {
            byte[] request = Calls.request(port, body);
            Calls.number(request);
            long began = System.nanoTime();
            connection.out.write(request);
            connection.readHead();
            for (byte[] chunk; (chunk = connection.readChunk()) != null; ) {
                long now = System.nanoTime();
                if (chunk.length == 0) {
                    complete = true;
                    break;
                }
                first = first == 0 ? now - began : first;
                String text = new String(chunk, StandardCharsets.ISO_8859_1);
                for (int at = text.indexOf("\"t\":"); at >= 0; at = text.indexOf("\"t\":", at + 4)) {
                    mine[n++ % mine.length] =
                            now - Long.parseLong(text, at + 4, text.indexOf('}', at), 10);
                }
            }
        }
        synchronized (this) {
            delays.add(Arrays.copyOf(mine, Math.min(n, mine.length)));
            firsts.add(first);
        }
        if (complete) {
            whole.incrementAndGet();
        }
    }

    long[] delays() {
        return delays.stream().flatMapToLong(Arrays::stream).toArray();
    }

    long[] firsts() {
        return firsts.stream().mapToLong(Long::longValue).toArray();
    }

    /** Each stream's own median: a stream that is treated worse than its neighbours stands out. */
    long[] worstMedians() {
        return delays.stream().mapToLong(d -> (long) (Numbers.at(d, 0.5) * 1e6)).toArray();
    }
}
