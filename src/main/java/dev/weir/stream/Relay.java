package dev.weir.stream;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Connects two streams: what one receives, the other sends.
 *
 * <p>Each direction reads what has arrived and writes it before it reads again, so that a side that does not read stops the
 * other side from sending, and no more than one read's bytes are held here.
 *
 * <ul>
 *   <li>The end of one side's input ends the other's write direction, after all bytes; the opposite direction goes on.
 *   <li>A reset of one side becomes a reset of the other, after the bytes that arrived before it have been written. TCP discards
 *       those that the other side has not received by then.
 *   <li>Any other failure ends both sides, with a reset too: a peer must not take a part for the whole.
 * </ul>
 */
public final class Relay {

    private final TcpStream client;
    private final TcpStream upstream;
    private final RelayDirection toUpstream;
    private final RelayDirection toClient;

    /** The first failure; until there is one, the first side that has finished. */
    private final AtomicReference<@Nullable RelayEnd> end = new AtomicReference<>();

    /** An exception that is no stream's failure. */
    private final AtomicReference<@Nullable Throwable> unexpected = new AtomicReference<>();

    private Relay(TcpStream client, TcpStream upstream) {
        this.client = client;
        this.upstream = upstream;
        this.toUpstream = new RelayDirection(client, upstream);
        this.toClient = new RelayDirection(upstream, client);
    }

    /**
     * Copies both directions until both have ended: one on the calling thread, the other on a new virtual thread, which has
     * ended when this returns. No other thread may read or write the streams meanwhile. Their timeouts stay in effect. What {@link
     * TcpStream#onClose onClose} has set on them is replaced, and is nothing afterwards.
     *
     * <p>Closing, aborting or resetting either stream on another thread ends the relay, and so does an interrupt of the
     * calling thread, whose flag stays set. {@link TcpStream#shutdown(Half) shutdown(Half.READ)} acts as the end of that
     * side's input.
     *
     * <p>The caller closes both streams. If both sides have finished, they are still open. After a failure they have been reset,
     * except for a client that has been sent everything that the upstream had for it, including the end: it is still open, so
     * that a {@linkplain TcpStream#closeInOrder() close in order} lets it receive the last bytes.
     *
     * @param client the side that asked for the connection
     * @param upstream the side that the connection is passed on to
     * @throws IllegalArgumentException if both are the same stream
     */
    public static RelayResult copyBidirectional(TcpStream client, TcpStream upstream) {
        if (client.id() == upstream.id()) {
            throw new IllegalArgumentException("stream " + client.id() + " cannot be relayed to itself");
        }
        return new Relay(client, upstream).run();
    }

    private RelayResult run() {
        client.onClose(() -> endIfClosed(client, toUpstream, RelaySide.CLIENT));
        upstream.onClose(() -> endIfClosed(upstream, toClient, RelaySide.UPSTREAM));
        try {
            return copyBoth();
        } finally {
            client.onClose(null);
            upstream.onClose(null);
        }
    }

    private RelayResult copyBoth() {
        Thread other = Thread.startVirtualThread(() -> copy(toClient, RelaySide.UPSTREAM, RelaySide.CLIENT));
        copy(toUpstream, RelaySide.CLIENT, RelaySide.UPSTREAM);
        await(other);
        switch (unexpected.get()) {
            case null -> {}
            case Error e -> throw e;
            case Throwable e -> throw (RuntimeException) e;
        }
        RelayEnd result = Objects.requireNonNull(end.get());
        if (result.kind() != RelayEnd.Kind.FINISHED) {
            resetBoth();
        }
        return new RelayResult(toUpstream.count(), toClient.count(), result);
    }

    private void copy(RelayDirection direction, RelaySide source, RelaySide target) {
        try {
            direction.copy();
            end.compareAndSet(null, RelayEnd.finished(source));
            direction.finish();
            endIfClosed(source == RelaySide.CLIENT ? client : upstream, direction, source);
        } catch (IOException e) {
            boolean targetFailed = direction.hasTargetFailed();
            RelayEnd failure = RelayEnd.failed(targetFailed ? target : source, e);
            setFailure(failure);
            // A target that was reset may have sent bytes before: the other direction ends once it has passed them on.
            if (!targetFailed || failure.kind() != RelayEnd.Kind.RESET) {
                resetBoth();
            }
        } catch (RuntimeException | Error e) {
            unexpected.compareAndSet(null, e);
            resetBoth();
        }
    }

    /**
     * Ends both directions if a stream is closed whose own has finished: no read of it is left to notice that, and the other side
     * may be silent for ever.
     */
    private void endIfClosed(TcpStream source, RelayDirection direction, RelaySide side) throws IOException {
        if (!direction.isFinished() || source.isOpen()) {
            return;
        }
        var closed = new StreamClosedException(source.id(), "closed while its peer was being sent to");
        setFailure(RelayEnd.failed(side, StreamOrigin.mark(closed, source.id(), Half.READ)));
        resetBoth();
        if (client.isOpen()) {
            // It has everything, and is not reset; only its input is still being read.
            client.shutdown(Half.READ);
        }
    }

    private void setFailure(RelayEnd failure) {
        end.updateAndGet(first -> first == null || first.kind() == RelayEnd.Kind.FINISHED ? failure : first);
    }

    /** A stream that is closed already is left alone: the thread that closes it may be sending its last bytes. */
    private void resetBoth() {
        RelayEnd first = end.get();
        String reason = first == null ? "its relay failed" : "its relay ended: " + first.text();
        if (upstream.isOpen()) {
            upstream.reset(reason);
        }
        if (client.isOpen() && !toClient.isFinished()) {
            client.reset(reason);
        }
    }

    /** Waits for the other thread. An interrupt ends both streams, and with them that thread. */
    private void await(Thread other) {
        boolean interrupted = false;
        while (other.isAlive()) {
            try {
                other.join();
            } catch (InterruptedException _) {
                interrupted = true;
                setFailure(RelayEnd.failed(RelaySide.CLIENT, new ClosedByInterruptException()));
                resetBoth();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
