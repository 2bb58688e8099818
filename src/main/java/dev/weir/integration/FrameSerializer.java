package dev.weir.integration;

import dev.weir.frame.FrameFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import org.springframework.integration.ip.tcp.serializer.AbstractByteArraySerializer;

/**
 * A {@link FrameFormat} as a Spring Integration serializer and deserializer, for the connection factories of stock adapters and
 * gateways. One object serves all connections at once.
 *
 * <p>No byte after a frame's end is read, except by a format that recognizes the end by the byte that follows; that byte is kept
 * for the next call with the same input stream. The cost is in the reads of the input stream: two for a frame with a length, and
 * one for each byte of a frame that ends with a mark, as with Spring Integration's own deserializers. The buffer grows with the
 * bytes that arrive, never with an announced length.
 *
 * <p>As with those, Spring Integration converts a message's payload of type {@link String} to bytes before it is written.
 *
 * <p>{@link FrameFormat#answer} is not called, since a deserializer cannot write: polls are skipped without an answer.
 */
public final class FrameSerializer extends AbstractByteArraySerializer {

    private final FrameFormat format;

    /** Bytes that belong to an input stream's next frame. */
    private final Map<InputStream, ReceivedFrames> kept = Collections.synchronizedMap(new WeakHashMap<>());

    private FrameSerializer(FrameFormat format) {
        this.format = format;
        super.setMaxMessageSize(format.max());
    }

    /** Returns the serializer and deserializer of a format. */
    public static FrameSerializer of(FrameFormat format) {
        return new FrameSerializer(format);
    }

    /** Not supported: the maximum is the format's, and one object may serve several connection factories. */
    @Override
    public void setMaxMessageSize(int maxMessageSize) {
        throw new UnsupportedOperationException("the maximum is the format's: " + format.max());
    }

    /**
     * Reads a frame and returns its payload.
     *
     * @throws org.springframework.integration.ip.tcp.serializer.SoftEndOfStreamException if the input ends between two frames
     * @throws dev.weir.frame.FrameException if a frame is rejected, or the input ends inside it
     * @throws SocketTimeoutException from the input stream; no byte is lost, and the next call continues
     */
    @Override
    public byte[] deserialize(InputStream in) throws IOException {
        ReceivedFrames frames = Objects.requireNonNullElseGet(kept.remove(in), () -> new ReceivedFrames(format));
        try {
            byte[] payload = frames.next(in);
            keepRest(in, frames);
            return payload;
        } catch (SocketTimeoutException e) {
            keepRest(in, frames);
            throw e;
        }
    }

    private void keepRest(InputStream in, ReceivedFrames frames) {
        if (!frames.isEmpty()) {
            kept.put(in, frames);
        }
    }

    /**
     * Writes a frame in a single write, and does not flush.
     *
     * @throws IllegalArgumentException if the format cannot carry this payload; nothing is written
     */
    @Override
    public void serialize(byte[] payload, OutputStream out) throws IOException {
        var frame = new ByteArraySink(payload.length);
        format.wrap(ByteBuffer.wrap(payload), frame);
        frame.writeTo(out);
    }

    @Override
    public String toString() {
        return "FrameSerializer.of(" + format + ")";
    }
}
