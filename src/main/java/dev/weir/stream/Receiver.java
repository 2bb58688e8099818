package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** The transport as the reading half uses it: where its bytes end, how long a read waits, and whose its exceptions are. */
final class Receiver {

    /** Why nothing more is to be read. */
    private enum End {
        NOT_YET,
        /** The peer has finished. */
        PEER,
        /** This side wants no more. */
        SELF
    }

    private final Transport transport;
    private final StreamOutput output;
    private final CloseReason closed;
    private volatile End end = End.NOT_YET;

    /** The transport gives nothing more, not even to be thrown away. */
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

    /** From now on this side wants no more. */
    void end() {
        if (end == End.NOT_YET) {
            end = End.SELF;
        }
    }

    /** Whether this side has ended the input before the peer has. */
    boolean isCutOff() {
        return end == End.SELF;
    }

    boolean isExhausted() {
        return exhausted;
    }

    /** Bytes that the next {@link #receive} surely gets without waiting; 0 if that is not known. */
    int available() throws IOException {
        if (end != End.NOT_YET) {
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

    /** Bytes read, at least one, or -1 at the end. */
    int receive(ByteBuffer destination) throws IOException {
        if (end != End.NOT_YET) {
            return -1;
        }
        try {
            output.readerWaits();
            int count = transport.read(destination, timeoutNanos);
            if (count < 0) {
                exhausted = true;
                end = end == End.NOT_YET ? End.PEER : end;
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
            output.readerGoesOn();
        }
    }

    <T extends Throwable> T mark(T thrown) {
        return StreamOrigin.mark(thrown, transport.id(), Half.READ);
    }
}
