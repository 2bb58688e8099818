package dev.weir.test;

import dev.weir.frame.Found;
import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Feeds bytes to a format as a stream does, segment by segment, and checks each of its answers. */
final class FormatDriver {

    /** Bytes that marks and noise around a payload may take, as in a framed stream. */
    private static final int MAX_OVERHEAD = 4 * 1024;

    private final FrameFormat format;
    private final FormatCall call;

    FormatDriver(FrameFormat format) {
        this.format = format;
        this.call = new FormatCall(format);
    }

    /**
     * What was read.
     *
     * @param payloads of the frames, in order
     * @param rejected why reading has ended before the end of input; otherwise {@code null}
     */
    record Outcome(List<ByteBuffer> payloads, @Nullable FrameException rejected) {

        /** Whether another outcome has the same frames, and is rejected if this one is. */
        boolean isLike(Outcome other) {
            return payloads.equals(other.payloads) && (rejected == null) == (other.rejected == null);
        }
    }

    /** The bytes that the format examines or has examined last. */
    byte[] lastInput() {
        return call.lastInput();
    }

    /** Bytes that an incomplete frame may have. */
    int maxTotal() {
        return format.max() + MAX_OVERHEAD;
    }

    /** Reads bytes that arrive in one segment, then the end of input. */
    Outcome readWhole(byte[] bytes) {
        return read(bytes, bytes.length);
    }

    /** Reads bytes one by one, then the end of input. */
    Outcome readByteByByte(byte[] bytes) {
        int[] ends = new int[bytes.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = i + 1;
        }
        return read(bytes, ends);
    }

    /**
     * Reads bytes, then the end of input.
     *
     * @param ends where the segments end, ascending; the last is the number of bytes
     */
    Outcome read(byte[] bytes, int... ends) {
        List<ByteBuffer> payloads = new ArrayList<>();
        try {
            int begin = 0;
            Found.Incomplete before = new Found.Incomplete(0, 0);
            for (int end : ends) {
                Found found = begin < end ? call.find(bytes, begin, end, before) : before;
                while (!(found instanceof Found.Incomplete incomplete)) {
                    begin = consume(bytes, begin, end, found, payloads);
                    before = new Found.Incomplete(0, 0);
                    found = begin < end ? call.find(bytes, begin, end, before) : before;
                }
                before = incomplete;
                requireBounded(bytes, begin, end);
            }
            readRest(bytes, begin, payloads);
            return new Outcome(payloads, null);
        } catch (FrameException e) {
            return new Outcome(payloads, e);
        }
    }

    private void readRest(byte[] bytes, int from, List<ByteBuffer> payloads) throws FrameException {
        int begin = from;
        while (begin < bytes.length) {
            Found found = call.find(bytes, begin, bytes.length, new Found.Incomplete(0, 0));
            Found last = found instanceof Found.Incomplete ? call.findLast(bytes, begin) : found;
            if (last instanceof Found.Incomplete) {
                throw new FrameException(FrameError.TRUNCATED, "incomplete at the end of input");
            }
            begin = consume(bytes, begin, bytes.length, last, payloads);
        }
    }

    private int consume(byte[] bytes, int begin, int end, Found found, List<ByteBuffer> payloads) {
        return switch (found) {
            case Found.Frame(int start, int length, int total) -> {
                if (total > end - begin) {
                    throw fault("a frame of " + total + " bytes was found in " + (end - begin), bytes, begin, end);
                }
                if (length > format.max()) {
                    throw fault(
                            "a payload of " + length + " bytes was found, and the maximum is " + format.max(),
                            bytes,
                            begin,
                            end);
                }
                payloads.add(ByteBuffer.wrap(bytes, begin + start, length).slice());
                yield begin + total;
            }
            case Found.Nothing(int skip) -> {
                if (skip > end - begin) {
                    throw fault(skip + " bytes were skipped of " + (end - begin), bytes, begin, end);
                }
                yield begin + skip;
            }
            case Found.Incomplete _ -> throw new IllegalStateException();
        };
    }

    /** Checks that bytes without an end are rejected. */
    private void requireBounded(byte[] bytes, int begin, int end) {
        if (end - begin > maxTotal()) {
            throw fault(
                    "there is no limit: a frame is incomplete after " + (end - begin) + " bytes, and the maximum is "
                            + format.max(),
                    bytes,
                    begin,
                    end);
        }
    }

    private static AssertionError fault(String message, byte[] bytes, int begin, int end) {
        return new AssertionError(message + HexDump.of(Arrays.copyOfRange(bytes, begin, end)));
    }
}
