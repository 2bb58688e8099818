package dev.weir.frame;

import dev.weir.stream.Buffers;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/** Converters for the types that need no application. */
public final class BuiltInConverters {

    private BuiltInConverters() {}

    /** Copies each payload. */
    public static FrameConverter<byte[]> bytes() {
        return new FrameConverter<>() {
            @Override
            public byte[] read(ByteBuffer payload) {
                byte[] bytes = new byte[payload.remaining()];
                payload.get(payload.position(), bytes);
                return bytes;
            }

            @Override
            public ByteBuffer write(byte[] value) {
                return ByteBuffer.wrap(value);
            }
        };
    }

    /** Passes payloads on without a copy: a view is valid during the call that it is passed to. */
    public static FrameConverter<ByteBuffer> views() {
        return new FrameConverter<>() {
            @Override
            public ByteBuffer read(ByteBuffer payload) {
                return payload;
            }

            @Override
            public ByteBuffer write(ByteBuffer value) {
                return value;
            }
        };
    }

    /** Copies each payload to a buffer of its own, for frames that are handled while the next one is read. */
    public static FrameConverter<ByteBuffer> buffers() {
        return new FrameConverter<>() {
            @Override
            public ByteBuffer read(ByteBuffer payload) {
                return Buffers.copyOf(payload);
            }

            @Override
            public ByteBuffer write(ByteBuffer value) {
                return value;
            }
        };
    }

    /** Decodes and encodes whole payloads; malformed ones are rejected with {@link FrameError#CHARSET}. */
    public static FrameConverter<String> text(Charset charset) {
        return new TextConverter(charset);
    }
}
