package dev.weir.production;

import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;

/** Clients of every kind, at a steady pace until they are closed: some stay, some come and go, some behave badly. */
final class Traffic implements AutoCloseable {

    private static final byte[] LINE =
            "temperature=21.5 humidity=40\n".repeat(20).getBytes(StandardCharsets.UTF_8);

    private interface Deed {
        void run() throws IOException, InterruptedException;
    }

    private final WeirProcess weir;
    private final ScheduledExecutorService pace = Executors.newScheduledThreadPool(1);
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    Traffic(WeirProcess weir) {
        this.weir = weir;
    }

    /** Clients that talk, some of which stay. */
    Traffic talkTo(String listener) throws IOException, InterruptedException {
        Deque<Socket> staying = new ArrayDeque<>();
        for (int i = 0; i < 6; i++) {
            staying.add(stay(listener));
        }
        every(50, () -> {
            Socket one = staying.removeFirst();
            staying.addLast(one);
            echo(one);
        });
        every(100, () -> {
            try (Socket visitor = weir.connect(listener)) {
                echo(visitor);
                visitor.shutdownOutput();
                visitor.getInputStream().readAllBytes();
            }
        });
        return this;
    }

    /** Clients that send and then reset. */
    Traffic resetAt(String listener) {
        every(300, () -> {
            try (Socket rude = weir.connect(listener)) {
                echo(rude);
                rude.setSoLinger(true, 0);
            }
        });
        return this;
    }

    /** Clients whose lines are longer than the listener allows. */
    Traffic sendTooLongLinesTo(String listener) {
        byte[] line = "x".repeat(2000).getBytes(StandardCharsets.US_ASCII);
        every(300, () -> {
            try (Socket client = weir.connect(listener)) {
                client.getOutputStream().write(line);
                client.getInputStream().readAllBytes();
            }
        });
        return this;
    }

    /** A balancer that connects and resets, without a byte. */
    Traffic checkHealthOf(String listener) {
        every(100, () -> {
            try (Socket check = weir.connect(listener)) {
                check.setSoLinger(true, 0);
            }
        });
        return this;
    }

    /** Clients that say something once and stay. */
    Traffic rest(String listener, int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            echo(stay(listener));
        }
        return this;
    }

    /** Clients that say nothing until they are shown the door. */
    Traffic stareAt(String listener) {
        every(200, () -> {
            try (Socket silent = weir.connect(listener)) {
                silent.getInputStream().readAllBytes();
            }
        });
        return this;
    }

    /** Clients that speak TLS, and some that do not. */
    Traffic shakeHandsWith(String listener, SSLSocketFactory tls) throws InterruptedException {
        int port = weir.port(listener);
        every(200, () -> {
            try (Socket client = tls.createSocket(InetAddress.getLoopbackAddress(), port)) {
                echo(client);
            }
        });
        every(500, () -> {
            try (Socket stranger = weir.connect(listener)) {
                stranger.getOutputStream().write(LINE);
                stranger.getInputStream().readAllBytes();
            }
        });
        return this;
    }

    /** One client that stays and never rests. */
    Traffic keepBusy(String listener) throws IOException, InterruptedException {
        Socket busy = stay(listener);
        every(100, () -> echo(busy));
        return this;
    }

    Traffic takeTheOnlyPlaceOf(String listener) throws IOException, InterruptedException {
        stay(listener);
        return this;
    }

    private Socket stay(String listener) throws IOException, InterruptedException {
        Socket socket = weir.connect(listener);
        open.add(socket);
        return socket;
    }

    private static void echo(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        out.write(LINE);
        in.readNBytes(LINE.length);
    }

    private void every(long millis, Deed deed) {
        var _ = pace.scheduleAtFixedRate(
                () -> clients.execute(() -> {
                    try {
                        deed.run();
                    } catch (IOException _) {
                        // Being turned away is part of what is measured.
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                }),
                0,
                millis,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        pace.shutdownNow();
        for (Socket socket : open) {
            socket.close();
        }
        clients.shutdownNow();
        clients.close();
    }
}
