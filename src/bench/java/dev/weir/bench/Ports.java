package dev.weir.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Ports that nobody uses, below those that the system gives to clients. */
final class Ports {

    private static final int FIRST = 20_000;
    private static final int END = 30_000;
    private static final int ATTEMPTS = 100;
    private static final int CONNECT_MILLIS = 1_000;
    private static final int POLL_MILLIS = 2;

    private Ports() {}

    static int free() throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return port;
            } catch (IOException _) {
                // In use: another one.
            }
        }
        throw new IOException("no port is free");
    }

    static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Returns once a program accepts connections. @throws IOException if it ends before, or takes longer than the limit */
    static void await(int port, Process program, Duration limit) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (!accepts(port)) {
            if (!program.isAlive() || System.nanoTime() - begin > limit.toNanos()) {
                throw new IOException(program.info().command().orElse("the program") + " does not start");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
