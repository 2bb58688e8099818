package dev.weir.integration;

import dev.weir.frame.BlockingFormat;
import dev.weir.frame.FrameSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.core.serializer.Deserializer;
import org.springframework.core.serializer.Serializer;
import org.springframework.integration.ip.tcp.serializer.SoftEndOfStreamException;

/**
 * The frames of a Spring Integration serializer and deserializer of byte arrays, such as {@code ByteArrayCrLfSerializer}.
 *
 * <p>A {@link SoftEndOfStreamException} ends the input. Any other exception of the deserializer rejects the frame as malformed, or
 * as truncated if the input has ended. The deserializer's own maximum applies as well, 2048 bytes by default; it allocates what
 * it needs for a frame itself.
 */
public final class SerializerFormat implements BlockingFormat {

    private final Serializer<byte[]> serializer;
    private final Deserializer<byte[]> deserializer;
    private final int max;

    private SerializerFormat(Serializer<byte[]> serializer, Deserializer<byte[]> deserializer, int max) {
        this.serializer = serializer;
        this.deserializer = deserializer;
        this.max = max;
    }

    /**
     * Returns the format of an object that is a serializer and a deserializer.
     *
     * @param max maximum length of a payload, in bytes; positive
     * @throws IllegalArgumentException if it is not both, or for values of another type than {@code byte[]}
     */
    @SuppressWarnings("unchecked") // The types are checked as far as they are known.
    public static SerializerFormat of(Object serializer, int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max must be positive: " + max);
        }
        if (serializer instanceof Serializer<?> writer && serializer instanceof Deserializer<?> reader) {
            requireBytes(serializer, Serializer.class);
            requireBytes(serializer, Deserializer.class);
            return new SerializerFormat((Serializer<byte[]>) writer, (Deserializer<byte[]>) reader, max);
        }
        throw new IllegalArgumentException(name(serializer) + " is not both a Serializer and a Deserializer");
    }

    private static void requireBytes(Object serializer, Class<?> role) {
        Class<?> type =
                ResolvableType.forInstance(serializer).as(role).getGeneric().resolve();
        if (type != null && type != byte[].class) {
            throw new IllegalArgumentException(
                    name(serializer) + " is a " + role.getSimpleName() + " of " + type.getName() + ", not of byte[]");
        }
    }

    @Override
    public byte @Nullable [] read(InputStream in) throws IOException {
        try {
            return deserializer.deserialize(in);
        } catch (SoftEndOfStreamException _) {
            return null;
        }
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        if (payload.remaining() > max) {
            throw new IllegalArgumentException(
                    "a frame's payload has " + payload.remaining() + " bytes, and the maximum is " + max);
        }
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        serializer.serialize(bytes, new SinkOutputStream(sink));
    }

    @Override
    public int max() {
        return max;
    }

    @Override
    public String toString() {
        return name(deserializer);
    }

    private static String name(Object serializer) {
        return serializer.getClass().getName();
    }
}
