package dev.weir.page;

import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Clients as they are: some busy, some idle, one that does not read, and some that come and go. */
final class Traffic implements AutoCloseable {

    private static final int PERIOD_MILLIS = 100;
    private static final int FORWARDED = 24;
    private static final int FRAMED = 28;
    private static final int RARELY = 40;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<Socket> orders = new ArrayList<>();
    private final List<Socket> terminals = new ArrayList<>();
    private final List<Socket> silent = new ArrayList<>();
    private final RunningApplication application;
    private int ticks;

    Traffic(RunningApplication application) throws IOException {
        this.application = application;
        for (int i = 0; i < FORWARDED; i++) {
            orders.add(reading(application.connect("orders", "127.20." + i % 3 + "." + (17 + 9 * i))));
        }
        for (int i = 0; i < FRAMED; i++) {
            terminals.add(reading(application.connect("terminals", "127.31.4." + (11 + 5 * i))));
        }
        silent.add(application.connect("feed", "127.44.0.8"));
        var _ = timer.scheduleAtFixedRate(this::tick, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            ticks++;
            for (int i = 0; i < FORWARDED; i++) {
                double wave = 1 + Math.sin(ticks / (40.0 + 3 * i) + i) + Math.random();
                orders.get(i).getOutputStream().write(new byte[(int) (wave * 9_000 / (1 + i))]);
            }
            for (int i = 0; i < FRAMED; i += 1 + ticks % 5) {
                terminals
                        .get(i)
                        .getOutputStream()
                        .write(("card " + i + " amount " + ticks + "\n").getBytes(StandardCharsets.US_ASCII));
            }
            if (ticks % RARELY == 1) {
                try (Socket visitor = application.connect("terminals", "127.31.9." + (1 + ticks / RARELY % 200))) {
                    visitor.getOutputStream().write("sign on\n".getBytes(StandardCharsets.US_ASCII));
                    visitor.getInputStream().read();
                    visitor.setSoLinger(ticks % (3 * RARELY) == 1, 0);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what comes, until the end. */
    private static Socket reading(Socket socket) {
        Thread.ofVirtual().start(() -> {
            try (InputStream input = socket.getInputStream()) {
                socket.setSoTimeout(0);
                input.transferTo(OutputStream.nullOutputStream());
            } catch (SocketException _) {
                // The socket was closed, here or by the application's end.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return socket;
    }

    @Override
    public void close() throws IOException {
        timer.close();
        for (List<Socket> sockets : List.of(orders, terminals, silent)) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
