package dev.weir.frame;

import dev.weir.stream.ByteSearch;
import java.io.IOException;
import java.nio.ByteBuffer;

/** HL7's Minimal Lower Layer Protocol, Release 1. */
final class MllpFormat implements FrameFormat {

    private static final byte VT = 0x0B;
    private static final byte FS = 0x1C;
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    /** Bytes between two frames that the lenient format skips. */
    private static final int MAX_NOISE = 1024;

    private final int max;
    private final boolean strict;

    MllpFormat(int max, boolean strict) {
        this.max = FrameLimits.checkMax(max);
        this.strict = strict;
    }

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        int available = received.remaining();
        int noise = noise(received);
        if (noise == available) {
            return new Found.Incomplete(available, available + 1);
        }
        int start = noise + 1;
        int from = Math.max(start, scanned);
        int end = findEnd(received, from);
        requireAtMostMax(end - start);
        if (strict && isIn(received, VT, from, end)) {
            throw new FrameException(FrameError.MALFORMED, "a frame begins inside an MLLP frame");
        }
        if (end + 1 >= available) {
            return new Found.Incomplete(end, available + 1);
        }
        return new Found.Frame(start, end - start, byteAt(received, end + 1) == VT ? end + 1 : end + 2);
    }

    /** Returns how many bytes precede the frame's first; all if there is none yet. */
    private int noise(ByteBuffer received) throws FrameException {
        int start = ByteSearch.indexOf(received, 0, VT);
        int noise = start < 0 ? received.remaining() : start;
        if (noise > (strict ? 0 : MAX_NOISE)) {
            throw new FrameException(
                    FrameError.MALFORMED, "an MLLP frame does not begin with VT (0x0B), but " + noise + " other bytes");
        }
        return noise;
    }

    /** Returns the index of the FS that ends the frame, or may do so as the last byte; or the number of bytes. */
    private int findEnd(ByteBuffer received, int from) throws FrameException {
        int available = received.remaining();
        for (int at = ByteSearch.indexOf(received, from, FS); at >= 0; at = ByteSearch.indexOf(received, at + 1, FS)) {
            if (at + 1 == available || endsFrame(byteAt(received, at + 1))) {
                return at;
            }
            if (strict) {
                throw new FrameException(FrameError.MALFORMED, "FS (0x1C) without CR in an MLLP frame");
            }
        }
        return available;
    }

    private boolean endsFrame(byte afterSeparator) {
        return afterSeparator == CR || (!strict && (afterSeparator == LF || afterSeparator == VT));
    }

    @Override
    public Found findLast(ByteBuffer received) throws FrameException {
        int available = received.remaining();
        int noise = noise(received);
        if (noise == available) {
            return new Found.Nothing(available);
        }
        if (strict || noise + 1 == available || byteAt(received, available - 1) != FS) {
            return FrameFormat.super.findLast(received);
        }
        return new Found.Frame(noise + 1, available - noise - 2, available);
    }

    @Override
    public boolean hasBegun(ByteBuffer received) {
        return ByteSearch.indexOf(received, 0, VT) >= 0;
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        int length = FrameLimits.checkLength(payload, max);
        if (strict && (isIn(payload, VT, 0, length) || isIn(payload, FS, 0, length))) {
            throw new IllegalArgumentException("a payload of strict MLLP must not contain VT (0x0B) or FS (0x1C)");
        }
        for (int at = ByteSearch.indexOf(payload, 0, FS); at >= 0; at = ByteSearch.indexOf(payload, at + 1, FS)) {
            if (at + 1 < length && endsFrame(byteAt(payload, at + 1))) {
                throw new IllegalArgumentException(
                        "an MLLP payload must not contain the end of a frame: FS (0x1C), then CR, LF or VT");
            }
        }
        sink.put(VT);
        sink.put(payload);
        sink.put(FS);
        sink.put(CR);
    }

    @Override
    public int max() {
        return max;
    }

    private void requireAtMostMax(int length) throws FrameException {
        if (length > max) {
            throw FrameException.tooLarge(max);
        }
    }

    private static boolean isIn(ByteBuffer buffer, byte wanted, int from, int end) {
        int index = ByteSearch.indexOf(buffer, from, wanted);
        return index >= 0 && index < end;
    }

    private static byte byteAt(ByteBuffer buffer, int index) {
        return buffer.get(buffer.position() + index);
    }
}
