package dev.weir.production;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Clients of an echo of lines: one request at a time, each with a number of its own, and repeated on a new connection if there is
 * no answer. In its pauses a client looks for the end of its connection.
 */
final class RequestClients implements AutoCloseable {

    /** How a client uses its connections. */
    enum Kind {
        /** One request a connection. */
        SHORT(4, 30),
        /** Long pauses. */
        CALM(20, 1500),
        /** Pauses that are never long enough for the connection to be idle. */
        BUSY(10, 50);

        private final int clients;
        private final int pauseMillis;

        Kind(int clients, int pauseMillis) {
            this.clients = clients;
            this.pauseMillis = pauseMillis;
        }
    }

    /**
     * A request that got no answer, or a part of one.
     *
     * @param port of the client
     * @param nth of the connection, from 1
     * @param answered bytes of the answer that arrived
     */
    record Lost(Kind kind, int port, int nth, int answered, String reason) {}

    private final int port;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<Kind, AtomicInteger> answers = new EnumMap<>(Kind.class);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong answeredBytes = new AtomicLong();
    private final List<Lost> lost = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    /** Starts clients of a port of 127.0.0.1. */
    RequestClients(int port) {
        this.port = port;
        for (Kind kind : Kind.values()) {
            answers.put(kind, new AtomicInteger());
            for (int i = 0; i < kind.clients; i++) {
                threads.add(Thread.startVirtualThread(() -> run(kind)));
            }
        }
    }

    private void run(Kind kind) {
        try {
            for (int number = 1; !stopping; ) {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    connections.incrementAndGet();
                    number = converse(kind, socket, number);
                }
            }
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    /** Sends requests until the connection ends, and returns the number of the first that is not answered. */
    private int converse(Kind kind, Socket socket, int first) throws IOException {
        for (int number = first; ; number++) {
            Lost failure = ask(kind, socket, number, number - first + 1);
            if (failure != null) {
                lost.add(failure);
                return number;
            }
            count(kind).incrementAndGet();
            if (hasEnded(socket, kind.pauseMillis) || kind == Kind.SHORT || stopping) {
                return number + 1;
            }
        }
    }

    private @Nullable Lost ask(Kind kind, Socket socket, int number, int nth) {
        String request = number + " of a " + kind + " client: "
                + "x".repeat(ThreadLocalRandom.current().nextInt(4000)) + "\n";
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte[bytes.length];
        int length = 0;
        String reason = "ended";
        try {
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.getOutputStream().write(bytes);
            for (int read = 0; read >= 0 && length < answer.length; ) {
                read = socket.getInputStream().read(answer, length, answer.length - length);
                length += Math.max(read, 0);
            }
        } catch (IOException e) {
            reason = e.toString();
        }
        answeredBytes.addAndGet(length);
        if (length == bytes.length && !Arrays.equals(bytes, answer)) {
            throw new AssertionError(
                    "not the answer to " + request + ": " + new String(answer, StandardCharsets.US_ASCII));
        }
        return length == bytes.length ? null : new Lost(kind, socket.getLocalPort(), nth, length, reason);
    }

    /** Waits for the end of the connection for that time. */
    private static boolean hasEnded(Socket socket, int millis) {
        try {
            socket.setSoTimeout(millis);
            int read = socket.getInputStream().read();
            if (read >= 0) {
                throw new AssertionError("a byte that nobody has asked for: " + read);
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private AtomicInteger count(Kind kind) {
        return Objects.requireNonNull(answers.get(kind));
    }

    /** Waits for that many more answers to clients of each kind. */
    void awaitAnswers(int more) {
        for (Kind kind : Kind.values()) {
            int before = count(kind).get();
            await().until(() -> !failures.isEmpty() || count(kind).get() >= before + more);
        }
        assertNoFailure();
    }

    /** Waits until all have ended their last request and closed their connections. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
        assertNoFailure();
    }

    private void assertNoFailure() {
        if (!failures.isEmpty()) {
            throw new AssertionError("a client failed", failures.getFirst());
        }
    }

    /** Requests that were not answered whole, and sent again. */
    List<Lost> lost() {
        return lost;
    }

    /** Bytes of answers, of unfinished ones as well. */
    long answeredBytes() {
        return answeredBytes.get();
    }

    @Override
    public String toString() {
        return answers + " answers on " + connections + " connections, " + lost.size() + " without an answer: " + lost;
    }

    /** Has all of them end by themselves, after a test that has failed before {@link #stop}. */
    @Override
    public void close() {
        stopping = true;
    }
}
