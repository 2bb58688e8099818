package dev.weir.bench;

import dev.weir.bench.load.Watch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * redis-server with one value of 64 bytes, which redis-benchmark gets again and again.
 *
 * <p>The server itself counts the requests, so that what is measured begins after redis-benchmark has opened all connections.
 */
final class RedisUpstream implements Upstream {

    private static final String SERVER = "redis-server";
    private static final String CLIENT = "redis-benchmark";

    /** More than any window lasts; redis-benchmark is ended before. */
    private static final int ENDLESS = 1_000_000_000;

    private static final int MAX_CLIENTS = 5_000;
    private static final String VALUE = "0123456789abcdef".repeat(4);
    private static final String COUNTER = "total_commands_processed:";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 5;

    private final Run run;
    private final String client;
    private final int port;
    private final Process server;

    private RedisUpstream(Run run, String client, int port, Process server) {
        this.run = run;
        this.client = client;
        this.port = port;
        this.server = server;
    }

    static Upstream start(Run run) throws IOException, InterruptedException {
        String server = Machine.requireProgram(SERVER);
        String client = Machine.requireProgram(CLIENT);
        int port = Ports.free();
        Process process = run.startProgram(
                SERVER,
                List.of(
                        server,
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--maxclients",
                        Integer.toString(MAX_CLIENTS),
                        "--save",
                        "",
                        "--appendonly",
                        "no"));
        var upstream = new RedisUpstream(run, client, port, process);
        try {
            Ports.await(port, process, PATIENCE);
            try (var control = new Control(port)) {
                // The name that redis-benchmark asks for without -r.
                control.ask("SET key:__rand_int__ " + VALUE);
            }
        } catch (IOException e) {
            upstream.close();
            throw e;
        }
        return upstream;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Passed drive(int proxy, Load load, Watch watch) throws IOException, InterruptedException {
        try (var control = new Control(port)) {
            long before = control.commands();
            Process clients = run.startProgram(
                    CLIENT,
                    List.of(
                            client,
                            "-h",
                            "127.0.0.1",
                            "-p",
                            Integer.toString(proxy),
                            "-c",
                            Integer.toString(load.connections()),
                            "-P",
                            Integer.toString(load.pipelined()),
                            "-n",
                            Integer.toString(ENDLESS),
                            "-t",
                            "get",
                            "-q"));
            try {
                awaitTraffic(control, before + 10L * load.connections() * load.pipelined(), clients);
                Thread.sleep(load.settle());
                watch.begin();
                long operations = -control.commands();
                long nanos = -System.nanoTime();
                Thread.sleep(load.window());
                operations += control.commands();
                nanos += System.nanoTime();
                watch.end();
                if (!clients.isAlive()) {
                    throw new IOException(CLIENT + " has ended with status " + clients.exitValue());
                }
                return new Passed(operations, 0, nanos);
            } finally {
                Children.end(clients);
            }
        }
    }

    /** Until all connections have been used. */
    private static void awaitTraffic(Control control, long commands, Process clients)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (control.commands() < commands) {
            if (!clients.isAlive() || System.nanoTime() > deadline) {
                throw new IOException(CLIENT + " gets no replies");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    @Override
    public void close() {
        Children.end(server);
    }

    /** A connection to the server that does not pass a proxy. */
    private static final class Control implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader replies;

        Control(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        /** Returns the first line of a reply. */
        String ask(String command) throws IOException {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String reply = replies.readLine();
            if (reply == null || reply.startsWith("-")) {
                throw new IOException(SERVER + " answers " + command + " with " + reply);
            }
            return reply;
        }

        /** Commands that the server has processed so far, those asked here included. */
        long commands() throws IOException {
            int length = Integer.parseInt(ask("INFO stats").substring(1));
            var text = new char[length + 2];
            int count = 0;
            while (count < text.length) {
                int more = replies.read(text, count, text.length - count);
                if (more < 0) {
                    throw new IOException(SERVER + " has closed the connection");
                }
                count += more;
            }
            return new String(text)
                    .lines()
                    .filter(line -> line.startsWith(COUNTER))
                    .mapToLong(line -> Long.parseLong(line.substring(COUNTER.length())))
                    .findFirst()
                    .orElseThrow(() -> new IOException(SERVER + " does not count commands"));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
