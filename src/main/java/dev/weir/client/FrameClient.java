package dev.weir.client;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests and replies as frames, on connections to an upstream. {@link FrameClients#create} creates one. Any thread.
 *
 * <p><b>Replies.</b> A reply reaches the caller of its request, or none. After a timeout or an interrupt, a connection whose
 * replies come in order is closed, since the late reply would be taken for the next one; the other requests in flight on it fail.
 * By key, the late reply is dropped and counted, and its key cannot be used again on that connection before it has come.
 *
 * <p><b>Repeats.</b> No request is ever sent twice. {@link UpstreamClosedException#mayHaveBeenSent()} tells whether the target may
 * have received it; every other {@code IOException} but a {@link java.net.SocketTimeoutException} or an {@link
 * java.io.InterruptedIOException} is thrown before a byte has left.
 *
 * <p><b>Modes.</b> {@link ClientMode#POOLED} opens connections on demand. {@link ClientMode#SHARED} and {@link ClientMode#SINGLE}
 * keep one open from {@link #start} on, and open it again when it ends; a call waits for it as for a free connection of a pool,
 * and fails at once if no target is up.
 *
 * @param <T> type of the requests
 * @param <R> type of the replies
 */
public interface FrameClient<T, R> extends Client {

    /** Starts to watch targets and connections, at first and again after {@link #close}. Must precede the first call. */
    @Override
    void start();

    /** Makes a request with the timeout of the {@link RequestOptions}; otherwise as {@link #call(Object, Duration)}. */
    R call(T request) throws IOException;

    /**
     * Sends a request and waits for its reply.
     *
     * @param timeout limit from the time that the request has a connection to its reply
     * @throws java.net.SocketTimeoutException if there was no reply in time
     * @throws UpstreamClosedException if the connection ended before the reply, or the client is closed
     * @throws PoolFullException if too many callers wait for a connection
     * @throws AcquireTimeoutException if no connection became free in time
     * @throws dev.weir.upstream.UpstreamUnavailableException if no target could be connected to
     * @throws java.io.InterruptedIOException if the thread is interrupted; the flag stays set
     * @throws java.nio.channels.ClosedByInterruptException if it is interrupted while it connects; the flag stays set
     * @throws IllegalArgumentException if the request cannot be a frame; no connection is closed for it
     * @throws IllegalStateException if a request with the same key is in flight on the connection, or if there are no replies
     *     ({@link CorrelationMode#NONE})
     */
    R call(T request, Duration timeout) throws IOException;

    /** Sends a frame that has no reply; otherwise as {@link #call(Object)}. */
    void send(T frame) throws IOException;

    /**
     * Sets what receives frames that are no replies. Without it they are dropped, and a connection whose replies come in order is
     * closed: with the order in doubt, no further reply can be assigned.
     *
     * @param consumer replaces that of the call before; {@code null} for none. Called on the reading thread of a connection, whose
     *     next frames wait meanwhile: it must not make calls itself. Its exceptions are logged
     */
    void onUnsolicited(@Nullable Consumer<? super R> consumer);

    /**
     * Closes the client and its upstream: callers that wait for a connection fail at once, connections without requests are closed
     * in order, and requests in flight fail. Repeating it has no effect.
     */
    @Override
    void close();
}
