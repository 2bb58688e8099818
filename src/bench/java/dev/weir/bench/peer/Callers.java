package dev.weir.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets callers make calls, as the benchmark asks for over a connection: {@code start}, a space and the number of callers; {@code
 * count} is answered with the number of calls so far; {@code stop} with {@code ok} or the first failure.
 */
final class Callers {

    /** Bytes of a request. */
    private static final int SIZE = 64;

    private Callers() {}

    /** Each caller waits for its reply before its next call. */
    @FunctionalInterface
    interface Client {

        /** Starts a caller that goes on until {@link Calls#isOver()}. */
        void start(Calls calls);
    }

    /** A call that waits for its reply. */
    @FunctionalInterface
    interface Call {
        byte[] make(byte[] request) throws Exception;
    }

    /** Returns a client whose callers are virtual threads. */
    static Client blocking(Call call) {
        return calls -> Thread.startVirtualThread(() -> {
            byte[] request = calls.request();
            try {
                while (!calls.isOver()) {
                    calls.count(call.make(request));
                }
            } catch (Exception e) {
                calls.fail(e);
            }
        });
    }

    /** Serves the benchmark until the process ends. */
    static void serve(int port, Client client) throws IOException {
        try (var server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            while (true) {
                try (Socket socket = server.accept()) {
                    answer(socket, client);
                }
            }
        }
    }

    private static void answer(Socket socket, Client client) throws IOException {
        var commands = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        var calls = new Calls();
        try {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ", -1);
                String answer = switch (words[0]) {
                    case "start" -> start(client, calls, Integer.parseInt(words[1]));
                    case "count" -> Long.toString(calls.counted.sum());
                    default -> calls.failure;
                };
                calls.over.set(words[0].equals("stop"));
                socket.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } finally {
            calls.over.set(true);
        }
    }

    private static String start(Client client, Calls calls, int callers) {
        for (int i = 0; i < callers; i++) {
            client.start(calls);
        }
        return "ok";
    }

    /** What the callers of one measurement share. */
    static final class Calls {

        private final byte[] request = new byte[SIZE];
        private final LongAdder counted = new LongAdder();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile String failure = "ok";

        private Calls() {
            Arrays.fill(request, (byte) 'x');
        }

        byte[] request() {
            return request;
        }

        boolean isOver() {
            return over.get();
        }

        /** @throws IllegalStateException if the reply is not the request */
        void count(byte[] reply) {
            if (!Arrays.equals(reply, request)) {
                throw new IllegalStateException("the reply has " + reply.length + " other bytes");
            }
            counted.increment();
        }

        void fail(Throwable cause) {
            failure = cause.toString().replace('\n', ' ');
            over.set(true);
        }
    }
}
