package dev.weir.client;

import dev.weir.observe.ClientObserver;
import dev.weir.observe.ClientStatistics;
import dev.weir.observe.RequestObservation;
import dev.weir.observe.RequestOutcome;
import dev.weir.stream.Deadline;
import dev.weir.upstream.Target;
import dev.weir.upstream.Upstream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The frame client: encodes requests, and takes room on a connection for each. */
final class PooledFrameClient<T, R> implements FrameClient<T, R> {

    private final String name;
    private final FrameClientOptions<T, R> options;
    private final Upstream upstream;
    private final ClientObserver observer;
    private final UnsolicitedFrames<R> unsolicited;
    private final ClientStatistics statistics;
    private final FramePool<T, R> pool;
    private final Sweep sweep;

    PooledFrameClient(
            String name,
            ClientOptions options,
            FrameClientOptions<T, R> frames,
            Upstream upstream,
            ClientObserver observer) {
        this.name = name;
        this.options = frames;
        this.upstream = upstream;
        this.observer = observer;
        this.unsolicited = new UnsolicitedFrames<>(name);
        this.pool = new FramePool<>(name, options, frames, upstream, observer, unsolicited::countedBy);
        this.statistics = pool.statistics();
        this.sweep = new Sweep(name, pool::sweep);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ClientStatistics statistics() {
        return statistics;
    }

    @Override
    public List<Target> targets() {
        return upstream.targets();
    }

    @Override
    public void start() {
        upstream.start();
        pool.start();
        sweep.start();
    }

    @Override
    public R call(T request) throws IOException {
        return call(request, options.request().timeout());
    }

    @Override
    public R call(T request, Duration timeout) throws IOException {
        PoolOptions.requirePositive("timeout", timeout);
        if (options.request().mode() == CorrelationMode.NONE) {
            throw new IllegalStateException("client " + name + " has no replies (request.correlation none); use send");
        }
        var reply = new PendingReply<R>();
        RequestObservation observation = observer.requestBegun(statistics);
        RequestOutcome outcome = RequestOutcome.REPLIED;
        Throwable failure = null;
        try {
            return exchange(request, encode(request), reply, timeout, observation);
        } catch (Throwable e) {
            outcome = outcomeOf(e, reply);
            failure = e;
            throw e;
        } finally {
            statistics.requestEnded(outcome);
            observation.ended(outcome, failure);
        }
    }

    private R exchange(
            T request, ByteBuffer payload, PendingReply<R> reply, Duration timeout, RequestObservation observation)
            throws IOException {
        while (true) {
            FramePlace<T, R> place = pool.acquire();
            try {
                FrameConnection<T, R> connection = place.connection();
                Deadline deadline = Deadline.after(timeout);
                observation.connected(connection.target());
                // If the connection has just ended, nothing has been written, and another one is used.
                if (connection.request(request, payload.duplicate(), reply, deadline)) {
                    return connection.await(reply, deadline);
                }
            } finally {
                pool.release(place);
            }
        }
    }

    @Override
    public void send(T frame) throws IOException {
        ByteBuffer payload = encode(frame);
        boolean sent = false;
        while (!sent) {
            FramePlace<T, R> place = pool.acquire();
            try {
                Deadline deadline = Deadline.after(options.request().timeout());
                sent = place.connection().send(payload.duplicate(), new PendingReply<>(), deadline);
            } finally {
                pool.release(place);
            }
        }
    }

    private ByteBuffer encode(T value) throws IOException {
        try {
            return options.requests().write(value);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("client " + name + ": a request could not be converted", e);
        }
    }

    private static RequestOutcome outcomeOf(Throwable thrown, PendingReply<?> reply) {
        if (!reply.isSent()) {
            return RequestOutcome.REJECTED;
        }
        return thrown instanceof SocketTimeoutException ? RequestOutcome.TIMEOUT : RequestOutcome.CLOSED;
    }

    @Override
    public void onUnsolicited(@Nullable Consumer<? super R> consumer) {
        unsolicited.setConsumer(consumer);
    }

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
