package dev.weir.frame;

import dev.weir.stream.InputScanner;
import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream's input as a {@link BlockingFormat} reads it: with limits for a frame's time and length, and with its failures
 * recorded, since that code may hide them. For the reading thread.
 */
final class FrameInput extends InputStream implements InputScanner {

    private final TcpStream stream;
    private final InputStream input;
    private final FrameTimer timer;
    private final int max;
    private final byte[] single = new byte[1];

    private byte[] destination = single;
    private int offset;
    private int length;

    /** Bytes of the current frame. */
    private long count;

    private boolean ended;
    private @Nullable IOException failure;

    /**
     * @param max maximum length of a payload, in bytes
     * @param timeout from a frame's first byte to its last; zero for no limit
     */
    FrameInput(TcpStream stream, int max, Duration timeout) {
        this.stream = stream;
        this.input = stream.inputStream();
        this.timer = new FrameTimer(stream, timeout);
        this.max = max;
    }

    /** Begins the next frame. */
    void begin() {
        timer.reset();
        count = 0;
        failure = null;
    }

    /** Whether a byte of the current frame was read. */
    boolean hasBegun() {
        return count > 0;
    }

    /** Whether the end of the input was read. */
    boolean hasEnded() {
        return ended;
    }

    /** Returns what the current frame's last read has thrown; {@code null} if it has not failed. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(byte[] destination, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, destination.length);
        if (length == 0) {
            return 0;
        }
        if (failure != null) {
            throw failure;
        }
        try {
            return receive(destination, offset, length);
        } catch (SocketTimeoutException e) {
            failure = timer.isOver() ? timer.late(e) : e;
            throw failure;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private int receive(byte[] destination, int offset, int length) throws IOException {
        long left = FrameLimits.maxTotal(max) - count;
        if (left <= 0) {
            throw FrameException.tooLarge(max);
        }
        this.destination = destination;
        this.offset = offset;
        this.length = (int) Math.min(length, left);
        int read = stream.scan(this);
        ended = read < 0;
        if (read > 0) {
            count += read;
            timer.begin();
        }
        return read;
    }

    @Override
    public int scan(ByteBuffer received) {
        int read = Math.min(length, received.remaining());
        received.get(received.position(), destination, offset, read);
        return read;
    }

    @Override
    public int scanLast(ByteBuffer received) {
        return scan(received);
    }

    @Override
    public long timeoutNanos() {
        return timer.timeoutNanos();
    }

    /** Whether the frame has taken too long. */
    boolean isLate() {
        return timer.isOver();
    }

    @Override
    public int available() throws IOException {
        return input.available();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
