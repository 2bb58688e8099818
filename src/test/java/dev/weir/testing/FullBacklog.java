package dev.weir.testing;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A port that does not answer: Linux drops connection requests while the backlog is full. Reads the tables of proc(5). */
public final class FullBacklog implements AutoCloseable {

    private static final Path TABLES = Path.of("/proc/net");
    private static final String SYN_SENT = "02";
    private static final String LISTEN = "0A";

    /** A backlog of 1 is full with one connection more. */
    private static final int ROOM = 2;

    private final ServerSocket server = new ServerSocket(0, ROOM - 1, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new ArrayList<>();

    public FullBacklog() throws IOException {
        assumeThat(TABLES.resolve("tcp")).exists();
        for (int i = 0; i < ROOM; i++) {
            sockets.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        }
        // A connection that the client has completed enters the backlog a moment later.
        await().until(() -> queued() == ROOM);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** Accepts the connections in the backlog, so that requests are answered again. */
    public void makeRoom() throws IOException {
        for (int i = 0; i < ROOM; i++) {
            sockets.add(server.accept());
        }
    }

    /** Accepts a connection that has found room. */
    public Socket accept() throws IOException {
        return server.accept();
    }

    /** Sockets that wait for an answer of this port; the table has them until they are closed. */
    public long unanswered() throws IOException {
        return rows().filter(row -> row[2].endsWith(port()) && row[3].equals(SYN_SENT))
                .count();
    }

    /** Length of the backlog, which is the receive queue of a listening socket. */
    private int queued() throws IOException {
        return rows().filter(row -> row[1].endsWith(port()) && row[3].equals(LISTEN))
                .mapToInt(row -> Integer.parseInt(row[4].substring(row[4].indexOf(':') + 1), 16))
                .sum();
    }

    /** Columns: number, local address, remote address, state, send and receive queue. */
    private static Stream<String[]> rows() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path table : List.of(TABLES.resolve("tcp"), TABLES.resolve("tcp6"))) {
            if (Files.exists(table)) { // without IPv6 there is no tcp6
                lines.addAll(Files.readAllLines(table));
            }
        }
        return lines.stream().map(line -> line.strip().split("\\s+"));
    }

    private String port() {
        return ":%04X".formatted(server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }
}
