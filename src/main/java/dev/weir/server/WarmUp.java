package dev.weir.server;

import dev.weir.stream.Deadline;
import dev.weir.stream.KeepAlive;
import dev.weir.stream.ListenerOptions;
import dev.weir.stream.SocketSettings;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpListener;
import dev.weir.stream.Transport;
import dev.weir.tls.TlsServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Initialises, before a port is bound, what the JDK and the class loader would otherwise initialise with the first
 * connections, and what needs a descriptor, memory or a class for it.
 *
 * <p>A flood right after the start can take all descriptors. The initialisation of {@code sun.nio.ch.Poller}, when the first
 * virtual thread waits for a socket, then fails for good: every later wait ends with a {@link NoClassDefFoundError} until the
 * process is restarted. Therefore a connection over loopback goes through reads that wait, with and without a timeout, a write
 * that waits, a reset and a close, and, with TLS, a handshake. It belongs to no listener, and is neither counted nor logged.
 */
final class WarmUp {

    private static final Logger log = LoggerFactory.getLogger(WarmUp.class);
    private static final AtomicBoolean DONE = new AtomicBoolean();

    /** The limit for each step; far more than any takes. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final int SMALL = 4 * 1024;
    private static final int LARGER_THAN_SOCKET_BUFFERS = 8 * 1024 * 1024;

    private static final StreamOptions OPTIONS =
            StreamOptions.DEFAULT.withSocket(new SocketSettings(true, KeepAlive.OFF, SMALL, SMALL, Duration.ZERO));

    private WarmUp() {}

    /**
     * Warms up for these listeners, once a process. On a machine without loopback there is no warm-up.
     *
     * @throws ListenerStartException if there are no descriptors even for this
     */
    static void run(List<ListenerDefinition> listeners) {
        if (listeners.isEmpty() || !DONE.compareAndSet(false, true)) {
            return;
        }
        try {
            warmUp(listeners.stream()
                    .map(definition -> definition.layers().tls())
                    .filter(Objects::nonNull)
                    .toList());
        } catch (IOException e) {
            throw new ListenerStartException(listeners.getFirst(), e);
        }
    }

    private static void warmUp(List<TlsServer> tls) throws IOException {
        try {
            ClassPreloader.load();
            try (var listener = TcpListener.bind("127.0.0.1:0", new ListenerOptions(10, false, OPTIONS))) {
                converse(listener);
                for (TlsServer server : tls) {
                    TlsWarmUp.run(server, connect(listener), listener.acceptTransport());
                }
            }
        } catch (IOException | ExecutionException e) {
            failed(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void failed(Exception e) throws IOException {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        if (cause instanceof Error || String.valueOf(cause.getMessage()).contains("Too many open files")) {
            DONE.set(false);
            throw new IOException("Too many open files, or too little memory, to serve any connection", cause);
        }
        log.debug("Continuing without a warm-up", e);
    }

    private static Transport connect(TcpListener listener) throws IOException {
        return Transport.connect(StreamAddress.format(listener.localAddress()), OPTIONS);
    }

    @SuppressWarnings("try") // One end is closed before the other.
    private static void converse(TcpListener listener) throws IOException, ExecutionException, InterruptedException {
        try (Transport client = connect(listener);
                Transport server = listener.acceptTransport()) {
            FutureTask<Integer> read =
                    new FutureTask<>(() -> server.read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT));
            awaitWaiting(read);
            client.write(ByteBuffer.allocate(1));
            int _ = read.get();
            FutureTask<Integer> timed = new FutureTask<>(() -> server.read(ByteBuffer.allocate(1), TIMEOUT.toNanos()));
            awaitWaiting(timed);
            client.write(ByteBuffer.allocate(1));
            int _ = timed.get();
            FutureTask<Boolean> write = new FutureTask<>(writeAll(client));
            awaitWaiting(write);
            // With SO_LINGER 0 and unread input this is a reset, which ends the write.
            server.close();
            boolean _ = write.get();
        }
    }

    private static Callable<Boolean> writeAll(Transport transport) {
        return () -> {
            ByteBuffer much = ByteBuffer.allocate(LARGER_THAN_SOCKET_BUFFERS);
            try {
                while (much.hasRemaining()) {
                    transport.write(much);
                }
                return true;
            } catch (IOException _) {
                return false;
            }
        };
    }

    /** Runs a task on a virtual thread, and returns when the thread waits for its socket or has ended. */
    private static void awaitWaiting(FutureTask<?> task) throws InterruptedException {
        Thread thread = Thread.startVirtualThread(task);
        Deadline deadline = Deadline.after(TIMEOUT);
        boolean waits = false;
        while (!waits && thread.isAlive() && !deadline.hasPassed()) {
            boolean _ = thread.join(Duration.ofMillis(1));
            Thread.State state = thread.getState();
            waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        }
    }
}
