package dev.weir.test;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Operations on byte arrays. */
final class Bytes {

    private Bytes() {}

    static byte[] join(byte[]... parts) {
        var joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    static byte[] repeat(byte[] bytes, int count) {
        byte[] repeated = new byte[bytes.length * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(bytes, 0, repeated, i * bytes.length, bytes.length);
        }
        return repeated;
    }

    /** Returns a buffer's content; its position does not change. */
    static byte[] copyOf(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }
}
