package dev.weir.frame;

import dev.weir.stream.ByteSearch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Syslog over TCP, RFC 6587: octet counting (section 3.4.1) and non-transparent framing (section 3.4.2). */
final class SyslogFormat implements FrameFormat {

    private final int max;
    private final OctetCounting counting;

    SyslogFormat(int max, OctetCounting counting) {
        this.max = FrameLimits.checkMax(max);
        this.counting = counting;
    }

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        return isCounted(received) ? findCounted(received) : findLine(received, scanned);
    }

    private boolean isCounted(ByteBuffer received) {
        return switch (counting) {
            case AUTO -> digitAt(received, 0) >= 0;
            case REQUIRED -> true;
            case OFF -> false;
        };
    }

    /** The length has no leading zero, so the maximum limits its digits too. */
    private Found findCounted(ByteBuffer received) throws FrameException {
        int available = received.remaining();
        long length = 0;
        for (int i = 0; i < available; i++) {
            int digit = digitAt(received, i);
            if (digit < 0) {
                return findMessage(received, i, (int) length);
            }
            length = length * 10 + digit;
            if (length == 0) {
                throw new FrameException(FrameError.MALFORMED, "the length of a syslog message begins with a zero");
            }
            requireAtMostMax(length);
        }
        return new Found.Incomplete(0, available + 1);
    }

    private static Found findMessage(ByteBuffer received, int digits, int length) throws FrameException {
        if (digits == 0 || received.get(received.position() + digits) != ' ') {
            throw new FrameException(
                    FrameError.MALFORMED, "a syslog message is not preceded by its length and a space");
        }
        int start = digits + 1;
        int total = start + length;
        return received.remaining() < total ? new Found.Incomplete(0, total) : new Found.Frame(start, length, total);
    }

    private Found findLine(ByteBuffer received, int scanned) throws FrameException {
        int index = ByteSearch.indexOf(received, scanned, (byte) '\n');
        int end = index < 0 ? received.remaining() : index;
        int length = ByteSearch.lengthWithoutCarriageReturn(received, end);
        requireAtMostMax(length);
        if (index < 0) {
            return new Found.Incomplete(end, end + 1);
        }
        return length == 0 ? new Found.Nothing(end + 1) : new Found.Frame(0, length, end + 1);
    }

    /** The last line needs no line feed. */
    @Override
    public Found findLast(ByteBuffer received) throws FrameException {
        if (isCounted(received)) {
            return FrameFormat.super.findLast(received);
        }
        int length = received.remaining();
        requireAtMostMax(length);
        return new Found.Frame(0, length, length);
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        int length = FrameLimits.checkLength(payload, max);
        if (length == 0) {
            throw new IllegalArgumentException("a syslog message must not be empty");
        }
        if (counting == OctetCounting.OFF) {
            if (ByteSearch.indexOf(payload, 0, (byte) '\n') >= 0
                    || ByteSearch.lengthWithoutCarriageReturn(payload, length) < length) {
                throw new IllegalArgumentException("a syslog message that a line feed ends must not contain one, or end"
                        + " with a carriage return; octet counting allows both");
            }
            sink.put(payload);
            sink.put('\n');
        } else {
            sink.put((length + " ").getBytes(StandardCharsets.US_ASCII));
            sink.put(payload);
        }
    }

    @Override
    public int max() {
        return max;
    }

    private void requireAtMostMax(long length) throws FrameException {
        if (length > max) {
            throw FrameException.tooLarge(max);
        }
    }

    /** Returns the value of a digit; negative for any other byte. */
    private static int digitAt(ByteBuffer buffer, int index) {
        int value = buffer.get(buffer.position() + index) - '0';
        return value > 9 ? -1 : value;
    }
}
