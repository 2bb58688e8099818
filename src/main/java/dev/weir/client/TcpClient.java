package dev.weir.client;

import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.CloseCause;
import dev.weir.observe.ObservedConnection;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.TcpStream;
import dev.weir.upstream.Target;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections to an upstream, for bytes: pooled ones for {@link #use} and {@link #run}, and the caller's own by {@link #open}.
 *
 * <p>Only connects are ever repeated. An exception of the function or of the stream reaches the caller, who alone knows whether
 * the request may be sent again. Any thread.
 */
public final class TcpClient implements Client {

    private final String name;
    private final Upstream upstream;
    private final ConnectionPool pool;
    private final Sweep sweep;

    /**
     * Creates a client.
     *
     * @param name for meters and messages
     * @param upstream started by {@link #start} and closed by {@link #close}
     * @throws IllegalArgumentException if the mode is {@link ClientMode#SHARED}: bytes cannot tell whose reply they are
     */
    public TcpClient(String name, ClientOptions options, Upstream upstream, ClientObserver observer) {
        if (options.mode() == ClientMode.SHARED) {
            throw new IllegalArgumentException(
                    "client " + name + ": mode shared needs framing, because bytes do not tell whose"
                            + " reply they are; set framing.type, or mode pooled");
        }
        this.name = name;
        this.upstream = upstream;
        this.pool = new ConnectionPool(name, options, upstream, observer);
        this.sweep = new Sweep(name, pool::sweep);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ClientStatistics statistics() {
        return pool.statistics();
    }

    @Override
    public List<Target> targets() {
        return upstream.targets();
    }

    /**
     * Starts to close idle connections, and to watch the targets, at first and again after {@link #close}. Connections can be used
     * before the first start.
     */
    @Override
    public void start() {
        pool.reopen();
        upstream.start();
        sweep.start();
    }

    /**
     * Opens a connection of the caller's own. It counts towards the pool's limit until the caller closes it, and is not used
     * again. The connection that has been idle longest is closed for it if the pool is full.
     *
     * @throws PoolFullException if all connections are in use, and too many callers wait
     * @throws AcquireTimeoutException if no connection became free in time
     * @throws dev.weir.upstream.UpstreamUnavailableException if no target could be connected to
     * @throws UpstreamClosedException if the client is closed
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits for a place; the flag stays set
     * @throws java.nio.channels.ClosedByInterruptException if it is interrupted while it connects; the flag stays set
     */
    public TcpStream open() throws IOException {
        Place place = pool.acquireEmpty();
        boolean opened = false;
        try {
            UpstreamConnection connection = pool.connectNew(place);
            opened = true;
            return new LentStream(connection.stream(), name, () -> {
                place.empty();
                pool.release(place);
            });
        } finally {
            if (!opened) {
                pool.release(place);
            }
        }
    }

    /**
     * Borrows a connection for a function. Once the function has returned, what it has written is sent, and the connection is
     * kept for other callers if it is quiet: nothing is left to read, and the peer has not ended its direction. After an
     * exception it is closed at once.
     *
     * <p>A function that does not wait for all that the peer sends in answer must close the stream, or throw: bytes that are still
     * on their way would reach the next caller.
     *
     * @return the function's result
     * @throws IOException as {@link #open}, and if the last bytes could not be sent
     * @throws E from the function
     */
    public <T extends @Nullable Object, E extends Exception> T use(StreamFunction<T, E> function)
            throws IOException, E {
        Place place = pool.acquire();
        try {
            UpstreamConnection connection = pool.connect(place);
            var lent = new LentStream(connection.stream(), name, () -> {});
            try {
                T result = function.apply(lent);
                connection.stream().flush();
                return result;
            } catch (Throwable e) {
                connection.end(causeOf(e, connection.observed()));
                throw e;
            } finally {
                lent.giveBack();
            }
        } finally {
            pool.giveBack(place);
        }
    }

    /** Borrows a connection for a task without a result; otherwise as {@link #use}. */
    public <E extends Exception> void run(StreamTask<E> task) throws IOException, E {
        this.<@Nullable Void, E>use(stream -> {
            task.run(stream);
            return null;
        });
    }

    private static CloseCause causeOf(Throwable thrown, ObservedConnection connection) {
        return switch (thrown) {
            case SocketTimeoutException _ -> CloseCause.READ_TIMEOUT;
            case ProtocolViolationException _ -> CloseCause.PROTOCOL_ERROR;
            case IOException _ when connection.isRemoteShutDown() -> CloseCause.PEER_CLOSED;
            default -> CloseCause.HANDLER_ERROR;
        };
    }

    /**
     * Closes the client and its upstream: callers that wait fail at once, idle connections are closed in order, and connections in
     * use end. Connections can be used again after the next {@link #start}. Repeating it has no effect.
     */
    @Override
    public void close() {
        sweep.close();
        pool.close();
        upstream.close();
    }

    @Override
    public String toString() {
        return "client " + name;
    }
}
