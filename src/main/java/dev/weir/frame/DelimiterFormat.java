package dev.weir.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

/**
 * Frames that end with one of several delimiters, as those of many GPS trackers. Immutable.
 *
 * <p>Of delimiters that begin at the same place the longest counts. Where one is the beginning of another, a frame that ends
 * with the shorter is therefore not complete before the next byte has arrived, or the end of input.
 */
public final class DelimiterFormat implements FrameFormat {

    private final int max;
    private final byte[][] ends;
    private final byte[] write;
    private final boolean keep;
    private final Delimiters search;
    private final DelimiterGuard guard;

    private DelimiterFormat(int max, byte[][] ends, byte[] write, boolean keep) {
        this.max = FrameLimits.checkMax(max);
        this.ends = ends;
        this.write = write;
        this.keep = keep;
        this.search = new Delimiters(ends);
        byte[][] all = Stream.concat(Stream.of(ends), Stream.of(write)).toArray(byte[][]::new);
        this.guard = new DelimiterGuard(new Delimiters(all), keep ? all : new byte[][] {write});
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
     * Sets whether the delimiter is part of the payload, and counts against the maximum; false by default. A payload that
     * already ends with a delimiter is then written as it is.
     */
    public DelimiterFormat withKeep(boolean value) {
        return new DelimiterFormat(max, ends, write, value);
    }

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        int end = search.indexOfPossible(received, scanned);
        if (end == received.remaining() || search.isLongerPossible(received, end)) {
            requireAtMostMax(keep ? end + search.shortest() : end);
            return new Found.Incomplete(end, received.remaining() + 1);
        }
        return frame(received, end);
    }

    @Override
    public Found findLast(ByteBuffer received) throws FrameException {
        int end = search.indexOf(received, 0);
        return end == received.remaining() ? FrameFormat.super.findLast(received) : frame(received, end);
    }

    private Found frame(ByteBuffer received, int end) throws FrameException {
        int total = end + search.lengthAt(received, end);
        int length = keep ? total : end;
        requireAtMostMax(length);
        return new Found.Frame(0, length, total);
    }

    private void requireAtMostMax(int length) throws FrameException {
        if (length > max) {
            throw FrameException.tooLarge(max);
        }
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        int length = FrameLimits.checkLength(payload, max);
        int end = keep ? search.indexOf(payload, 0) : length;
        if (end < length && end + search.lengthAt(payload, end) == length) {
            guard.check(payload.slice(payload.position(), end), payload.slice(payload.position() + end, length - end));
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
