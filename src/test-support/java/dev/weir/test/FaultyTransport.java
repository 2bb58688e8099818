package dev.weir.test;

import dev.weir.stream.Deadline;
import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportLayer;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/** A transport whose connection has faults. */
final class FaultyTransport implements TransportLayer {

    private static final int MAX_HELD = 16 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Transport below;
    private final DirectionProgress reading;
    private final DirectionProgress writing;
    private final FaultWaits waits = new FaultWaits();

    /** Before its first byte: the first call in either direction fails. */
    private final boolean isResetAtOnce;

    /** Bytes that the transport below has delivered and that are still on their way. Reading thread only. */
    private ByteBuffer held = NOTHING;

    /** When they arrive. */
    private Deadline arrival = Deadline.NONE;

    FaultyTransport(Transport below, DirectionFaults received, DirectionFaults written) {
        this.below = below;
        this.reading = new DirectionProgress(received);
        this.writing = new DirectionProgress(written);
        this.isResetAtOnce = reading.isResetDue() || writing.isResetDue();
    }

    @Override
    public Transport below() {
        return below;
    }

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        Deadline limit = Deadline.afterNanos(timeoutNanos);
        try {
            check();
            if (held.hasRemaining()) {
                return takeHeld(destination, limit);
            }
            if (reading.isCut()) {
                return readAtCut(limit);
            }
            if (!reading.delays()) {
                return passed(reading, readAtMost(reading.limit(destination.remaining()), destination, timeoutNanos));
            }
            return hold(reading.limit(MAX_HELD), timeoutNanos) ? takeHeld(destination, limit) : -1;
        } catch (InterruptedException _) {
            throw interrupted();
        } catch (ClosedChannelException e) {
            throw explained(e);
        }
    }

    private int readAtMost(int count, ByteBuffer destination, long timeoutNanos) throws IOException {
        int end = destination.limit();
        destination.limit(destination.position() + count);
        try {
            return below.read(destination, timeoutNanos);
        } finally {
            destination.limit(end);
        }
    }

    /** Returns whether there are bytes; not at the end of input. */
    private boolean hold(int count, long timeoutNanos) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        int received = below.read(buffer, timeoutNanos);
        if (received < 0) {
            return false;
        }
        held = buffer.flip();
        arrival = reading.arrival(received);
        return true;
    }

    private int takeHeld(ByteBuffer destination, Deadline limit) throws IOException, InterruptedException {
        switch (waits.await(Half.READ, arrival, limit)) {
            case TIMED_OUT -> throw new SocketTimeoutException("Read timed out");
            case SHUT_DOWN -> {
                return -1;
            }
            case READY -> {}
        }
        int count = Math.min(destination.remaining(), held.remaining());
        destination.put(held.slice(held.position(), count));
        held.position(held.position() + count);
        return passed(reading, count);
    }

    private int readAtCut(Deadline limit) throws IOException, InterruptedException {
        switch (reading.cutKind()) {
            case END, RESET -> {}
            case STALL -> {
                if (waits.await(Half.READ, Deadline.NONE, limit) == FaultWaits.End.TIMED_OUT) {
                    throw new SocketTimeoutException("Read timed out");
                }
            }
        }
        waits.check();
        return -1;
    }

    @Override
    public int available() throws IOException {
        if (reading.delays() || reading.isCut() || waits.isReset()) {
            return 0;
        }
        int available = below.available();
        return available > 0 ? reading.limit(available) : available;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        try {
            check();
            if (writing.isCut()) {
                throw writeAtCut();
            }
            int count = writing.limit(source.remaining());
            if (writing.delays()
                    && waits.await(Half.WRITE, writing.arrival(count), Deadline.NONE) != FaultWaits.End.READY) {
                throw new ClosedChannelException();
            }
            return passed(writing, writeAtMost(count, source));
        } catch (InterruptedException _) {
            throw interrupted();
        } catch (ClosedChannelException e) {
            throw explained(e);
        }
    }

    private IOException writeAtCut() throws IOException, InterruptedException {
        switch (writing.cutKind()) {
            case END -> {
                return new SocketException("Broken pipe");
            }
            case RESET -> {}
            case STALL -> waits.await(Half.WRITE, Deadline.NONE, Deadline.NONE);
        }
        waits.check();
        return new ClosedChannelException();
    }

    private int writeAtMost(int count, ByteBuffer source) throws IOException {
        int end = source.limit();
        source.limit(source.position() + count);
        try {
            return below.write(source);
        } finally {
            source.limit(end);
        }
    }

    /** Resets as soon as the last byte before it has passed: a thread that is blocked in the other direction has to notice. */
    private int passed(DirectionProgress direction, int count) throws IOException {
        if (count > 0) {
            direction.pass(count);
            if (direction.isResetDue()) {
                resetBelow();
            }
        }
        return count;
    }

    private void check() throws IOException {
        if (isResetAtOnce) {
            resetBelow();
        }
        waits.check();
    }

    private void resetBelow() throws IOException {
        waits.reset();
        below.reset();
    }

    private IOException explained(ClosedChannelException e) {
        return waits.isReset() && !(e instanceof ClosedByInterruptException)
                ? new SocketException("Connection reset")
                : e;
    }

    private ClosedByInterruptException interrupted() throws IOException {
        close();
        Thread.currentThread().interrupt();
        return new ClosedByInterruptException();
    }

    /** Has no effect after a reset, as with a socket whose peer has reset it. */
    @Override
    public void shutdown(Half half) throws IOException {
        waits.shutDown(half);
        if (!waits.isReset()) {
            below.shutdown(half);
        }
    }

    @Override
    public void finish() throws IOException {
        waits.shutDown(Half.WRITE);
        if (!waits.isReset()) {
            below.finish();
        }
    }

    @Override
    public boolean isOpen() {
        return !waits.isClosed() && (waits.isReset() || below.isOpen());
    }

    @Override
    public void reset() throws IOException {
        waits.close();
        below.reset();
    }

    @Override
    public void close() throws IOException {
        waits.close();
        below.close();
    }

    @Override
    public String toString() {
        return below.toString();
    }
}
