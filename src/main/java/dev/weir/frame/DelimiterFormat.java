package dev.weir.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

/**
 * Frames that end with one of several delimiters, as those of many GPS trackers. Immutable.
 *
 * <p>The first delimiter that is complete ends a frame at once, so that a client that waits for a reply gets it. Where a longer
 * delimiter begins in the same way, such as {@code # CR LF} beside {@code #}, what is left of the longer one is skipped before
 * the next frame. The frames do not depend on how the bytes are segmented.
 */
public final class DelimiterFormat implements FrameFormat {

    private final int max;
    private final byte[][] ends;
    private final byte[] write;
    private final boolean keep;
    private final Delimiters search;
    private final Remainders remainders;
    private final DelimiterGuard guard;

    private DelimiterFormat(int max, byte[][] ends, byte[] write, boolean keep) {
        this.max = FrameLimits.checkMax(max);
        this.ends = ends;
        this.write = write;
        this.keep = keep;
        this.search = new Delimiters(ends);
        this.remainders = new Remainders(ends);
        byte[][] all = Stream.concat(Stream.of(ends), Stream.of(write)).toArray(byte[][]::new);
        this.guard = new DelimiterGuard(new Delimiters(all), new Remainders(all));
    }

    static DelimiterFormat of(int max, byte[]... ends) {
        byte[][] copies = Stream.of(ends).map(byte[]::clone).toArray(byte[][]::new);
        return new DelimiterFormat(max, copies, copies.length == 0 ? new byte[0] : copies[0], false);
    }

    /** Sets what is written after a payload, encoded in UTF-8; otherwise as {@link #withWrite(byte[])}. */
    public DelimiterFormat withWrite(String delimiter) {
        return withWrite(delimiter.getBytes(UTF_8));
    }

    /** Sets what is written after a payload: the first delimiter by default. */
    public DelimiterFormat withWrite(byte[] delimiter) {
        return new DelimiterFormat(max, ends, delimiter.clone(), keep);
    }

    /**
     * Sets whether the delimiter that ended a frame is part of the payload, and counts against the maximum; false by default. A
     * payload that already ends with a delimiter is then written as it is.
     */
    public DelimiterFormat withKeep(boolean value) {
        return new DelimiterFormat(max, ends, write, value);
    }

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        int available = received.remaining();
        if (scanned == 0) {
            if (remainders.isPossibleAt(received, 0)) {
                return new Found.Incomplete(0, available + 1);
            }
            int skip = remainders.lengthAt(received, 0);
            if (skip > 0) {
                return new Found.Nothing(skip);
            }
        }
        int end = search.endOfFirst(received, scanned);
        if (end == 0) {
            requireAtMostMax(keep ? available + 1 : available - search.longest() + 1);
            return new Found.Incomplete(available, available + 1);
        }
        int length = keep ? end : end - search.lengthBefore(received, end);
        requireAtMostMax(length);
        return new Found.Frame(0, length, end + remainders.lengthAt(received, end));
    }

    @Override
    public Found findLast(ByteBuffer received) throws FrameException {
        return remainders.isPossibleAt(received, 0)
                ? new Found.Nothing(received.remaining())
                : FrameFormat.super.findLast(received);
    }

    @Override
    public boolean hasBegun(ByteBuffer received) {
        return !remainders.isPossibleAt(received, 0);
    }

    private void requireAtMostMax(int length) throws FrameException {
        if (length > max) {
            throw FrameException.tooLarge(max);
        }
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        int length = FrameLimits.checkLength(payload, max);
        int end = keep ? search.endOfFirst(payload, 0) : 0;
        if (end > 0 && end == length) {
            int mark = search.lengthBefore(payload, end);
            guard.check(
                    payload.slice(payload.position(), end - mark),
                    payload.slice(payload.position() + end - mark, mark));
            sink.put(payload);
            return;
        }
        if (keep && length + write.length > max) {
            throw new IllegalArgumentException("a frame's payload has " + length + " bytes and a delimiter of "
                    + write.length + ", and the maximum is " + max);
        }
        guard.check(payload, ByteBuffer.wrap(write));
        sink.put(payload);
        sink.put(write);
    }

    @Override
    public int max() {
        return max;
    }
}
