package dev.weir.linux;

import dev.weir.stream.Half;
import dev.weir.stream.ListenerOptions;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Conversations, closes, timeouts and computing threads at once, which a lost wake-up would stop. Also a program, for a JVM with
 * other settings: its arguments are the names of what it is to run.
 */
@SuppressWarnings("try") // Connections are closed early.
final class PollerStress {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PAIRS = 24;
    private static final int CHURNS = 8;
    private static final int BULKS = 2;
    private static final int BULK = 400_000;
    private static final int COMPUTING = 2;

    private final LinuxListener listener;
    private final AtomicLong exchanges = new AtomicLong();
    private final AtomicLong ends = new AtomicLong();
    private volatile boolean stopped;

    private PollerStress(LinuxListener listener) {
        this.listener = listener;
    }

    /**
     * Prints the number of exchanges, and ends with an exception if a thread was not woken.
     *
     * @param arguments milliseconds of stress; rounds of {@link #serveOthers}
     */
    public static void main(String[] arguments) throws Exception {
        serveOthers(Integer.parseInt(arguments[1]));
        System.out.println("STRESS " + run(Duration.ofMillis(Integer.parseInt(arguments[0]))));
        System.exit(0);
    }

    /** Runs for a time, and returns the number of exchanges; fails if a thread does not end. */
    static long run(Duration duration) throws Exception {
        try (LinuxListener listener = LinuxListener.bind("127.0.0.1:0", ListenerOptions.DEFAULT)) {
            return new PollerStress(listener).runAll(duration);
        }
    }

    private long runAll(Duration duration) throws Exception {
        var tasks = new ArrayList<FutureTask<Void>>();
        FutureTask<Void> accepting = start(this::accept);
        for (int i = 0; i < PAIRS; i++) {
            boolean timed = i % 3 == 0;
            tasks.add(start(() -> converse(timed)));
        }
        for (int i = 0; i < CHURNS; i++) {
            tasks.add(start(this::churn));
        }
        for (int i = 0; i < BULKS; i++) {
            tasks.add(start(this::bulk));
        }
        for (int i = 0; i < COMPUTING; i++) {
            tasks.add(start(this::compute));
        }
        var _ = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
        stopped = true;
        for (FutureTask<Void> task : tasks) {
            task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
        listener.close();
        accepting.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (exchanges.get() == 0 || ends.get() == 0) {
            throw new IllegalStateException("no exchange, or no connection that was closed by another thread");
        }
        return exchanges.get();
    }

    private static FutureTask<Void> start(Action action) {
        var task = new FutureTask<Void>((Callable<Void>) () -> {
            action.run();
            return null;
        });
        Thread.startVirtualThread(task);
        return task;
    }

    /** Until it is closed: a connection may still be in the backlog when the time is over. */
    private void accept() throws IOException {
        try {
            while (true) {
                Transport accepted = listener.acceptTransport();
                Thread.startVirtualThread(() -> echo(accepted));
            }
        } catch (ClosedChannelException e) {
            if (listener.isOpen()) {
                throw e;
            }
        }
    }

    /** Every third connection reads with a timeout that expires all the time. */
    private void echo(Transport transport) {
        long timeout = transport.id() % 3 == 0 ? TimeUnit.MICROSECONDS.toNanos(300) : Transport.NO_TIMEOUT;
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        try (transport) {
            while (receive(transport, buffer.clear(), timeout)) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    transport.write(buffer);
                }
            }
        } catch (IOException _) {
            ends.incrementAndGet();
        }
    }

    private static boolean receive(Transport transport, ByteBuffer buffer, long timeout) throws IOException {
        while (true) {
            try {
                return transport.read(buffer, timeout) >= 0;
            } catch (SocketTimeoutException _) {
                // And again.
            }
        }
    }

    private Transport connect() throws IOException {
        return Transport.connect(listener.toString(), StreamOptions.DEFAULT);
    }

    private void converse(boolean pausing) throws IOException {
        try (Transport client = connect()) {
            while (!stopped) {
                exchange(client, 1 + ThreadLocalRandom.current().nextInt(300));
                if (pausing) {
                    LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(2_000_000));
                }
            }
        }
    }

    private void exchange(Transport client, int length) throws IOException {
        client.write(ByteBuffer.allocate(length));
        ByteBuffer reply = ByteBuffer.allocate(length);
        while (reply.hasRemaining()) {
            if (client.read(reply, Transport.NO_TIMEOUT) < 0) {
                throw new IOException("the server ended");
            }
        }
        exchanges.incrementAndGet();
    }

    /** Connections that end in each way, their threads blocked or about to be. */
    @SuppressWarnings("ThreadPriorityCheck") // Varies what comes first.
    private void churn() throws Exception {
        while (!stopped) {
            try (LinuxListener own = LinuxListener.bind("127.0.0.1:0", ListenerOptions.DEFAULT);
                    Transport client = Transport.connect(own.toString(), StreamOptions.DEFAULT)) {
                Transport server = own.acceptTransport();
                var reader = new FutureTask<>(() -> server.read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT));
                Thread thread = Thread.startVirtualThread(reader);
                if (ThreadLocalRandom.current().nextBoolean()) {
                    Thread.yield();
                }
                switch (ThreadLocalRandom.current().nextInt(5)) {
                    case 0 -> server.close();
                    case 1 -> thread.interrupt();
                    case 2 -> client.reset();
                    case 3 -> server.shutdown(Half.READ);
                    default -> client.close();
                }
                if (!thread.join(PATIENCE)) {
                    throw new IllegalStateException("a blocked read did not end");
                }
                server.close();
                ends.incrementAndGet();
            }
            // Threads that never wait for a timer keep a carrier from those that others wake.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(1_000_000));
        }
    }

    /** More than the sockets' buffers take, so that both directions wait. */
    private void bulk() throws Exception {
        try (Transport client = connect()) {
            while (!stopped) {
                var writer = start(() -> {
                    ByteBuffer source = ByteBuffer.allocate(BULK);
                    while (source.hasRemaining()) {
                        client.write(source);
                    }
                });
                ByteBuffer target = ByteBuffer.allocate(BULK);
                while (target.hasRemaining()) {
                    if (client.read(target, Transport.NO_TIMEOUT) < 0) {
                        throw new IOException("the server ended");
                    }
                }
                writer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                exchanges.incrementAndGet();
            }
        }
    }

    private void compute() {
        while (!stopped) {
            long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(200);
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
        }
    }

    /** Starts a virtual thread just when the poller may have begun to wait on the only carrier. */
    static void serveOthers(int rounds) throws Exception {
        try (LinuxListener listener = LinuxListener.bind("127.0.0.1:0", ListenerOptions.DEFAULT);
                Socket client = new Socket()) {
            client.connect((InetSocketAddress) listener.localAddress());
            Transport server = listener.acceptTransport();
            FutureTask<Void> echo = start(() -> {
                ByteBuffer one = ByteBuffer.allocate(1);
                while (server.read(one.clear(), Transport.NO_TIMEOUT) > 0) {
                    server.write(one.flip());
                }
            });
            for (int i = 0; i < rounds; i++) {
                client.getOutputStream().write(1);
                if (client.getInputStream().read() != 1) {
                    throw new IllegalStateException("no reply");
                }
                var latch = new CountDownLatch(1);
                Thread.startVirtualThread(latch::countDown);
                if (!latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("another virtual thread was not served");
                }
            }
            client.shutdownOutput();
            echo.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            server.close();
        }
    }

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }
}
