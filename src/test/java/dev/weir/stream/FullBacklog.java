package dev.weir.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A port that does not answer: Linux drops connection requests while the backlog is full. */
final class FullBacklog implements AutoCloseable {

    private static final String SYN_SENT = "02";

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> waiting = new ArrayList<>();

    FullBacklog() throws IOException {
        try {
            while (waiting.size() < 100) {
                var socket = new Socket();
                waiting.add(socket);
                socket.connect(address(), 300);
            }
        } catch (SocketTimeoutException _) {
            // The backlog is full.
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Accepts the connections that fill the backlog, so that requests are answered again. */
    void makeRoom() throws IOException {
        int queued = waiting.size() - 1; // the last one was not answered
        for (int i = 0; i < queued; i++) {
            waiting.add(server.accept());
        }
    }

    /** Sockets that wait for an answer of this port: {@code /proc/net} lists them until they are closed (proc(5)). */
    long unanswered() throws IOException {
        String port = ":%04X".formatted(address().getPort());
        long count = 0;
        for (String table : List.of("tcp", "tcp6")) {
            count += Files.readAllLines(Path.of("/proc/net", table)).stream()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[2].endsWith(port) && fields[3].equals(SYN_SENT))
                    .count();
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        server.close();
    }
}
