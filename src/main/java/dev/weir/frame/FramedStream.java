package dev.weir.frame;

import dev.weir.stream.Half;
import dev.weir.stream.TcpStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes frames on a stream.
 *
 * <p>One thread reads at a time, any number may write: frames are written whole. As with {@link TcpStream}, what was written is
 * sent when the thread that wrote it waits for input, and otherwise by {@link #flush}. Reading and writing bytes on the stream
 * itself is possible between two frames.
 */
public final class FramedStream implements Closeable {

    private final TcpStream stream;
    private final FrameSource source;
    private final FrameWriter writer;
    private final FrameObserver observer;

    private FramedStream(TcpStream stream, Framing format, Duration timeout, FrameObserver observer) {
        this.stream = stream;
        this.observer = observer;
        this.writer = new FrameWriter(stream, format, observer);
        this.source = switch (format) {
            case FrameFormat pure -> new FrameReader(stream, pure, writer, observer, timeout);
            case BlockingFormat blocking -> new BlockingFrameReader(stream, blocking, observer, timeout);
        };
    }

    /** Returns the frames of a stream, without a limit on the time that a frame may take. */
    public static FramedStream over(TcpStream stream, Framing format) {
        return over(stream, format, Duration.ZERO, FrameObserver.NONE);
    }

    /**
     * Returns the frames of a stream.
     *
     * @param timeout limit from the first byte of a frame to its last; {@link Duration#ZERO} for none
     */
    public static FramedStream over(TcpStream stream, Framing format, Duration timeout, FrameObserver observer) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        return new FramedStream(stream, format, timeout, observer);
    }

    /** The stream underneath. */
    public TcpStream stream() {
        return stream;
    }

    /**
     * Reads a frame, and returns a view of its payload without copying it.
     *
     * @return the payload from the buffer's position, which need not be 0, to its limit; read-only, and valid until the next
     *     read. {@code null} once the peer has ended its direction between two frames
     * @throws FrameException if a frame is rejected; every later read throws it again
     * @throws java.net.SocketTimeoutException if a frame takes too long, which every later read throws again; or after {@link
     *     TcpStream#readTimeout}, when no byte is lost and the next read continues
     */
    public @Nullable ByteBuffer readView() throws IOException {
        return source.next();
    }

    /** Reads a frame and returns a copy of its payload; otherwise as {@link #readView}. */
    public byte @Nullable [] read() throws IOException {
        ByteBuffer view = source.next();
        if (view == null) {
            return null;
        }
        byte[] payload = new byte[view.remaining()];
        view.get(view.position(), payload);
        return payload;
    }

    /**
     * Reads a frame and decodes its payload; otherwise as {@link #readView}.
     *
     * @throws FrameException with {@link FrameError#CHARSET} if the payload cannot be decoded
     */
    public @Nullable String readText(Charset charset) throws IOException {
        ByteBuffer view = source.next();
        if (view == null) {
            return null;
        }
        try {
            return new TextConverter(charset).read(view);
        } catch (FrameException e) {
            observer.rejected(e.error());
            throw e;
        }
    }

    /** What writes this stream's frames. */
    FrameWriter writer() {
        return writer;
    }

    /** Receives the events of this stream's frames. */
    FrameObserver observer() {
        return observer;
    }

    /**
     * Writes a frame. Any thread.
     *
     * @throws IllegalArgumentException if the format cannot carry this payload; nothing is written
     */
    public void write(ByteBuffer payload) throws IOException {
        writer.write(writer.wrap(payload));
    }

    /** Writes a frame; otherwise as {@link #write(ByteBuffer)}. */
    public void write(byte[] payload) throws IOException {
        write(ByteBuffer.wrap(payload));
    }

    /** Encodes the text and writes it as a frame; otherwise as {@link #write(ByteBuffer)}. */
    public void write(String payload, Charset charset) throws IOException {
        write(ByteBuffer.wrap(payload.getBytes(charset)));
    }

    /** Sends what has been written. Any thread. */
    public void flush() throws IOException {
        stream.flush();
    }

    /** Ends the input: frames received so far can still be read, and an unfinished one is dropped. Any thread. */
    void endInput() throws IOException {
        source.cutOff();
        stream.shutdown(Half.READ);
    }

    /** Closes the stream. */
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
