package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** One direction of a {@link Relay}: counts the bytes on their way to the target. Used by one thread. */
final class RelayDirection implements WritableByteChannel {

    private final TcpStream source;
    private final TcpStream target;
    private long count;
    private boolean targetFailed;
    private volatile boolean finished;

    RelayDirection(TcpStream source, TcpStream target) {
        this.source = source;
        this.target = target;
    }

    /** Copies until the source finishes. */
    void copy() throws IOException {
        source.transferTo(this);
    }

    /** Ends the target's write direction. */
    void finish() throws IOException {
        targetFailed = true;
        target.shutdown();
        targetFailed = false;
        finished = true;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int before = bytes.remaining();
        targetFailed = true;
        try {
            BufferedTcpStream.sendTo(target, bytes);
        } finally {
            count += before - bytes.remaining();
        }
        targetFailed = false;
        return before;
    }

    /** Whether the target is a stream that keeps no reference to the buffer. */
    boolean isToStream() {
        return target instanceof BufferedTcpStream;
    }

    /** Bytes that the target has accepted. */
    long count() {
        return count;
    }

    /** Whether the exception that {@link #copy} or {@link #finish} has thrown comes from the target. */
    boolean hasTargetFailed() {
        return targetFailed;
    }

    /** Whether the target has got everything, including the end. Any thread. */
    boolean isFinished() {
        return finished;
    }

    @Override
    public boolean isOpen() {
        return target.isOpen();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
