package dev.weir.test;

import dev.weir.frame.FrameFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes payloads with a format, and checks that one that is refused is refused before the first byte. */
final class Wrapping {

    private static final int MARGIN = 3;

    private final FrameFormat format;
    private int calls;

    Wrapping(FrameFormat format) {
        this.format = format;
    }

    /** Returns the bytes of a frame; {@code null} if the format has refused the payload. */
    byte @Nullable [] wrap(byte[] payload) {
        var written = new FrameBytes();
        ByteBuffer buffer = buffer(payload);
        ByteBuffer original = buffer.duplicate();
        try {
            format.wrap(buffer, written);
        } catch (IllegalArgumentException e) {
            if (written.size() > 0) {
                throw fault("wrap has refused a payload after it had put " + written.size() + " bytes", payload, e);
            }
            return null;
        } catch (IOException | RuntimeException | Error e) {
            throw fault("wrap may throw an IllegalArgumentException, not " + e, payload, e);
        }
        if (!original.equals(ByteBuffer.wrap(payload))) {
            throw fault("wrap has changed the payload", payload, null);
        }
        return written.toByteArray();
    }

    private ByteBuffer buffer(byte[] payload) {
        byte[] array = new byte[payload.length + 2 * MARGIN];
        Arrays.fill(array, (byte) 0xEE);
        System.arraycopy(payload, 0, array, MARGIN, payload.length);
        ByteBuffer buffer = ByteBuffer.wrap(array, MARGIN, payload.length);
        return calls++ % 2 == 0 ? buffer : buffer.asReadOnlyBuffer();
    }

    private static AssertionError fault(String message, byte[] payload, @Nullable Throwable cause) {
        var fault = new AssertionError(message + HexDump.of(payload));
        fault.initCause(cause);
        return fault;
    }
}
