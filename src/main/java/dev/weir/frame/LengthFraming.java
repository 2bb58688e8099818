package dev.weir.frame;

import dev.weir.stream.Buffers;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds frames by the length in their header. */
final class LengthFraming implements FrameFormat {

    /** Limit for the header, in bytes; those of known protocols have 20 at most. */
    private static final int MAX_HEADER = 1024;

    private final LengthField field;
    private final LengthFormat.Zero zero;
    private final int offset;
    private final int fieldEnd;
    private final int header;

    /** Where the payload begins: after the header, or with it. */
    private final int start;

    /** Added to the field's value, gives the number of bytes after the header. */
    private final long added;

    private final int max;
    private final Found incompleteHeader;
    private final ShortFrames frames;

    /** @throws IllegalArgumentException if the options contradict each other */
    LengthFraming(LengthFormat format) {
        this.field = LengthField.of(format);
        this.zero = format.zero();
        this.offset = within(format.offset(), 0, MAX_HEADER - field.bytes(), "length.offset");
        this.fieldEnd = offset + field.bytes();
        this.header = format.headerSize() == 0
                ? fieldEnd
                : within(format.headerSize(), fieldEnd, MAX_HEADER, "length.header-size");
        this.start = format.keepHeader() ? 0 : header;
        this.added = (long) format.adjust() - (format.includes() == LengthFormat.Includes.FRAME ? header : 0);
        this.max = maxPayload(format);
        this.incompleteHeader = new Found.Incomplete(0, fieldEnd);
        this.frames = new ShortFrames(start, start);
    }

    /** The length field may not have room for the maximum of the format. */
    private int maxPayload(LengthFormat format) {
        int configured = FrameLimits.checkMax(format.max());
        int kept = header - start;
        if (configured <= kept) {
            throw new IllegalArgumentException("max-size must be more than the " + header
                    + " bytes of the header that length.keep-header makes part of the payload: " + configured);
        }
        long possible = Math.min(configured, kept + field.max() + added);
        if (possible <= kept || possible < kept + added) {
            throw new IllegalArgumentException("length.adjust must leave a length to a payload of 1 to " + configured
                    + " bytes: " + format.adjust());
        }
        return (int) possible;
    }

    private static int within(int value, int min, int max, String option) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(option + " must be from " + min + " to " + max + " bytes: " + value);
        }
        return value;
    }

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        int available = received.remaining();
        if (available < fieldEnd) {
            return incompleteHeader;
        }
        long value = field.read(received, received.position() + offset);
        long rest = value + added;
        if (rest <= 0 && (rest < 0 || zero != LengthFormat.Zero.FRAME)) {
            return findPoll(value, rest, available);
        }
        long total = header + rest;
        if (total - start > max) {
            throw FrameException.tooLarge(max);
        }
        if (available < total) {
            return new Found.Incomplete(0, (int) total);
        }
        return frames.of((int) total - start);
    }

    private Found findPoll(long value, long rest, int available) throws FrameException {
        if (zero == LengthFormat.Zero.FRAME || (rest < 0 && value > 0)) {
            throw new FrameException(FrameError.MALFORMED, "a frame's length is negative");
        }
        if (zero == LengthFormat.Zero.ERROR) {
            throw new FrameException(FrameError.MALFORMED, "a frame's length is zero");
        }
        return available < header ? new Found.Incomplete(0, header) : new Found.Nothing(header);
    }

    @Override
    public ByteBuffer answer(ByteBuffer skipped) {
        return zero == LengthFormat.Zero.ECHO ? skipped : Buffers.EMPTY;
    }

    @Override
    public int max() {
        return max;
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        int length = FrameLimits.checkLength(payload, max);
        int rest = length - (header - start);
        if (rest < 0) {
            throw new IllegalArgumentException(
                    "a payload of " + length + " bytes is shorter than its header of " + header + " bytes");
        }
        if (rest == 0 && zero != LengthFormat.Zero.FRAME) {
            throw new IllegalArgumentException("an empty payload cannot be sent, since its frame would be a poll");
        }
        long value = rest - added;
        if (value < 0) {
            throw new IllegalArgumentException(
                    "a payload of " + length + " bytes cannot be sent, since its length would be negative: " + value);
        }
        putUpTo(offset, payload, sink);
        field.write(value, sink);
        if (start == 0) {
            payload.position(payload.position() + field.bytes());
        }
        putUpTo(header - fieldEnd, payload, sink);
        sink.put(payload);
    }

    /** Puts bytes of the header beside the field: those of the payload, or zeros. */
    private void putUpTo(int count, ByteBuffer payload, FrameSink sink) throws IOException {
        if (start == 0 && count > 0) {
            sink.put(payload.slice(payload.position(), count));
            payload.position(payload.position() + count);
        } else {
            for (int i = 0; i < count; i++) {
                sink.put(0);
            }
        }
    }
}
