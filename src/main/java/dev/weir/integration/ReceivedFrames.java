package dev.weir.integration;

import dev.weir.frame.Found;
import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.springframework.integration.ip.tcp.serializer.SoftEndOfStreamException;

/** The bytes of one input stream that are not part of a frame yet. For one thread at a time. */
final class ReceivedFrames {

    private static final int FIRST_SIZE = 256;

    /** Bytes that marks and noise around a payload may take before a frame counts as too large. */
    private static final int MAX_OVERHEAD = 4 * 1024;

    private final FrameFormat format;

    /** From position 0 to the limit. */
    private ByteBuffer received = ByteBuffer.allocate(FIRST_SIZE).limit(0);

    private int scanned;
    private int atLeast = 1;

    ReceivedFrames(FrameFormat format) {
        this.format = format;
    }

    boolean isEmpty() {
        return !received.hasRemaining();
    }

    /** Returns the payload of the next frame, after reading what it needs and no more. */
    byte[] next(InputStream in) throws IOException {
        while (true) {
            switch (findOrReceive(in)) {
                case Found.Frame(int start, int length, int total) -> {
                    return take(start, length, total);
                }
                case Found.Nothing(int skip) -> drop(skip);
                case Found.Incomplete _ -> {
                    // More bytes have been received.
                }
            }
        }
    }

    private Found findOrReceive(InputStream in) throws IOException {
        if (received.limit() >= atLeast) {
            Found found = format.find(received.duplicate(), scanned);
            if (!(found instanceof Found.Incomplete(int examined, int needed))) {
                return found;
            }
            if (received.limit() > (long) format.max() + MAX_OVERHEAD) {
                throw FrameException.tooLarge(format.max());
            }
            scanned = examined;
            atLeast = Math.max(needed, received.limit() + 1);
        }
        return receive(in) ? new Found.Incomplete(scanned, atLeast) : findLast();
    }

    private Found findLast() throws FrameException {
        if (isEmpty()) {
            throw new SoftEndOfStreamException("the input ended between two frames");
        }
        Found found = format.findLast(received.duplicate());
        if (found instanceof Found.Incomplete) {
            throw new FrameException(FrameError.TRUNCATED, "the input ended in the middle of a frame");
        }
        return found;
    }

    /** Receives bytes up to the number that a frame needs at least; false at the end of input. */
    private boolean receive(InputStream in) throws IOException {
        int count = received.limit();
        if (count == received.capacity()) {
            received = ByteBuffer.allocate(2 * count).put(received).flip();
        }
        int room = Math.min(atLeast, received.capacity()) - count;
        int read = in.read(received.array(), count, room);
        if (read < 0) {
            return false;
        }
        received.limit(count + read);
        return true;
    }

    private byte[] take(int start, int length, int total) throws FrameException {
        if (length > format.max()) {
            throw FrameException.tooLarge(format.max());
        }
        byte[] payload = new byte[length];
        received.get(start, payload);
        drop(total);
        return payload;
    }

    private void drop(int count) {
        received.position(count);
        if (received.capacity() > FIRST_SIZE && received.remaining() <= FIRST_SIZE) {
            received = ByteBuffer.allocate(FIRST_SIZE).put(received).flip();
        } else {
            received.compact().flip();
        }
        scanned = 0;
        atLeast = 1;
    }
}
