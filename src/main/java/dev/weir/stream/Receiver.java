package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** Receives from the transport for the reading half: ends the input, applies the read timeout, marks exceptions. */
final class Receiver {

    /** Which side has ended the input. */
    private enum End {
        NONE,
        PEER,
        /** This side has shut down reading. */
        SELF
    }

    private final Transport transport;
    private final StreamOutput output;
    private final CloseReason closed;
    private volatile End end = End.NONE;

    /** Whether the transport has reached its end, so that nothing is left to discard. */
    private volatile boolean exhausted;

    private volatile long timeoutNanos;

    Receiver(Transport transport, StreamOutput output, CloseReason closed) {
        this.transport = transport;
        this.output = output;
        this.closed = closed;
    }

    void setTimeout(long nanos) {
        timeoutNanos = nanos;
    }

    /** Ends the input at this side: later calls of {@link #receive} return -1. */
    void end() {
        if (end == End.NONE) {
            end = End.SELF;
        }
    }

    /** Whether this side has ended the input before the peer did. */
    boolean isCutOff() {
        return end == End.SELF;
    }

    boolean isExhausted() {
        return exhausted;
    }

    /** Bytes that the next {@link #receive} returns without waiting; 0 if unknown. */
    int available() throws IOException {
        if (end != End.NONE) {
            return 0;
        }
        try {
            return transport.available();
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        } catch (IOException | RuntimeException | Error e) {
            mark(e);
            throw e;
        }
    }

    /** Waits until bytes have arrived; false if {@link #receive} has to be called without that. */
    boolean awaitInput() throws IOException {
        if (end != End.NONE) {
            return false;
        }
        try {
            output.beforeRead();
            return transport.awaitInput(timeoutNanos);
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        } catch (IOException | RuntimeException | Error e) {
            mark(e);
            throw e;
        } finally {
            output.afterRead();
        }
    }

    /** Waits for bytes and returns how many were read, at least one; -1 at the end of input. */
    int receive(ByteBuffer destination) throws IOException {
        return receive(destination, Transport.NO_TIMEOUT);
    }

    /** @param limitNanos a further limit beside the read timeout, or {@link Transport#NO_TIMEOUT} */
    int receive(ByteBuffer destination, long limitNanos) throws IOException {
        if (end != End.NONE) {
            return -1;
        }
        try {
            output.beforeRead();
            int count = transport.read(destination, timeout(limitNanos));
            if (count < 0) {
                exhausted = true;
                end = end == End.NONE ? End.PEER : end;
            } else if (count == 0) {
                throw new IOException("the transport read nothing: " + transport);
            }
            closed.check();
            return count;
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        } catch (IOException | RuntimeException | Error e) {
            mark(e);
            throw e;
        } finally {
            output.afterRead();
        }
    }

    /** Receives bytes that have arrived, without waiting; 0 if there are none, -1 at the end of input. */
    int receiveArrived(ByteBuffer destination) throws IOException {
        if (end != End.NONE) {
            return -1;
        }
        try {
            int count = transport.readArrived(destination);
            if (count < 0) {
                exhausted = true;
                end = End.PEER;
            }
            return count;
        } catch (ClosedChannelException e) {
            throw closed.explain(e);
        } catch (IOException | RuntimeException | Error e) {
            mark(e);
            throw e;
        }
    }

    private long timeout(long limitNanos) {
        long nanos = timeoutNanos;
        if (nanos == Transport.NO_TIMEOUT || limitNanos == Transport.NO_TIMEOUT) {
            return Math.max(nanos, limitNanos);
        }
        return Math.min(nanos, limitNanos);
    }

    <T extends Throwable> T mark(T thrown) {
        return StreamOrigin.mark(thrown, transport.id(), Half.READ);
    }
}
