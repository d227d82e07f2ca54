package io.agenticproxy.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** TLS in front of a plain server: a certificate for localhost that only {@link #trustStore()} vouches for. */
public final class TlsFront implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final SSLServerSocket server;
    private final Path store;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private TlsFront(SSLServerSocket server, Path store) {
        this.server = server;
        this.store = store;
    }

    /** @param port of the plain server on the loopback */
    public static TlsFront of(int port) throws Exception {
        Path store = Files.createTempDirectory("tls-front").resolve("store.p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        "upstream",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost"))
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException("keytool: " + output);
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        SSLServerSocket server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TlsFront front = new TlsFront(server, store);
        daemon(() -> front.accept(port));
        return front;
    }

    public String url() {
        return "https://localhost:" + server.getLocalPort();
    }

    public Path trustStore() {
        return store;
    }

    public String trustStorePassword() {
        return PASSWORD;
    }

    private void accept(int port) throws IOException {
        while (true) {
            Socket outside = server.accept();
            Socket inside = new Socket(InetAddress.getLoopbackAddress(), port);
            sockets.add(outside);
            sockets.add(inside);
            daemon(() -> pump(outside, inside));
            daemon(() -> pump(inside, outside));
        }
    }

    /** The end of one side ends the other: a cut stays a cut. */
    private static void pump(Socket from, Socket to) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[16_384];
            for (int n; (n = in.read(buffer)) >= 0; ) {
                out.write(buffer, 0, n);
            }
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException over) {
                // the connection, or the server, has been closed
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        Files.deleteIfExists(store);
    }
}
