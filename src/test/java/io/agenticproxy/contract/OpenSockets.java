package io.agenticproxy.contract;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The Internet sockets that a process has open, as Linux tells them in {@code /proc}.
 *
 * @param listening where it takes TCP connections
 * @param udp       where it takes datagrams
 */
record OpenSockets(List<InetSocketAddress> listening, List<InetSocketAddress> udp) {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";

    /** Skips the test where there is no {@code /proc}, but fails it in CI: there it must run. */
    static OpenSockets of(long pid) throws IOException {
        boolean told = Files.isReadable(PROC.resolve("self/net/tcp"));
        if (!told && System.getenv("CI") != null) {
            fail("in CI the open ports must be checked, and there is no /proc/net here");
        }
        assumeTrue(told, "the open ports of a process are read from /proc, which this system has not");
        Set<String> inodes = socketsOf(PROC.resolve(Long.toString(pid)).resolve("fd"));
        Path tables = PROC.resolve(Long.toString(pid)).resolve("net");
        List<InetSocketAddress> listening = new ArrayList<>();
        List<InetSocketAddress> udp = new ArrayList<>();
        for (String version : List.of("", "6")) {
            for (String[] row : rows(tables.resolve("tcp" + version), inodes)) {
                if (row[3].equals(LISTEN)) {
                    listening.add(address(row[1]));
                }
            }
            for (String[] row : rows(tables.resolve("udp" + version), inodes)) {
                udp.add(address(row[1]));
            }
        }
        return new OpenSockets(List.copyOf(listening), List.copyOf(udp));
    }

    private static Set<String> socketsOf(Path descriptors) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
        }
        return inodes;
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException closedMeanwhile) {
            return "";
        }
    }

    /** The rows of these sockets, in words: 1 is the local address, 3 the state, 9 the inode. */
    private static List<String[]> rows(Path table, Set<String> inodes) throws IOException {
        if (!Files.exists(table)) {
            return List.of(); // a system without IPv6
        }
        return Files.readAllLines(table).stream()
                .skip(1)
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> inodes.contains(words[9]))
                .toList();
    }

    /** Words of four bytes in the machine's order, then the port. */
    private static InetSocketAddress address(String hex) throws UnknownHostException {
        String[] parts = hex.split(":");
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(parts[0]));
        ByteBuffer address = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        return new InetSocketAddress(InetAddress.getByAddress(address.array()), Integer.parseInt(parts[1], 16));
    }
}
