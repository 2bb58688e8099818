package dev.weir.bench;

import dev.weir.bench.load.Watch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An echo server in this process, called by contenders that are clients. Their own port is for what they are to do. */
final class CallsUpstream implements Upstream {

    private static final int PATIENCE_MILLIS = 30_000;
    private static final Duration POLL = Duration.ofMillis(5);

    private final int port;

    private CallsUpstream(int port) {
        this.port = port;
    }

    static Upstream start() throws IOException {
        return new CallsUpstream(EchoTarget.start());
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Passed drive(int client, Load load, Watch watch) throws IOException, InterruptedException {
        try (var control = new Control(client)) {
            control.ask("start " + load.connections());
            long deadline =
                    System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
            while (control.count() < load.connections() && System.nanoTime() < deadline) {
                Thread.sleep(POLL);
            }
            Thread.sleep(load.settle());
            watch.begin();
            long calls = -control.count();
            long nanos = -System.nanoTime();
            Thread.sleep(load.window());
            calls += control.count();
            nanos += System.nanoTime();
            watch.end();
            String failure = control.ask("stop");
            if (!failure.equals("ok") || calls == 0) {
                throw new IOException("calls fail: " + failure);
            }
            return new Passed(calls, 0, nanos);
        }
    }

    @Override
    public void close() {
        // The echo server runs as long as this process.
    }

    private static final class Control implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader answers;

        Control(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        String ask(String command) throws IOException {
            socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the client has ended");
            }
            return answer;
        }

        long count() throws IOException {
            return Long.parseLong(ask("count"));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
