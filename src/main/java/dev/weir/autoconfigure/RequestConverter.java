package dev.weir.autoconfigure;

import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Converts requests of any type that can be converted. */
record RequestConverter(FrameEncoder encoder) implements FrameConverter<Object> {

    @Override
    public ByteBuffer write(Object value) throws IOException {
        return encoder.encode(value);
    }

    @Override
    public Object read(ByteBuffer payload) {
        throw new UnsupportedOperationException("requests are not read");
    }
}
