package dev.weir.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Syslog over TCP, RFC 6587: octet counting (section 3.4.1) and non-transparent framing (section 3.4.2). */
final class SyslogFormat implements FrameFormat {

    private final int max;
    private final OctetCounting counting;
    private final LineFormat lines;

    SyslogFormat(int max, OctetCounting counting) {
        this.max = FrameLimits.checkMax(max);
        this.counting = counting;
        this.lines = FrameFormat.lines(max);
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
            if (length > max) {
                throw FrameException.tooLarge(max);
            }
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
        Found found = lines.find(received, scanned);
        return found instanceof Found.Frame line && line.length() == 0 ? new Found.Nothing(line.total()) : found;
    }

    @Override
    public Found findLast(ByteBuffer received) throws FrameException {
        return isCounted(received) ? FrameFormat.super.findLast(received) : lines.findLast(received);
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        int length = FrameLimits.checkLength(payload, max);
        if (length == 0) {
            throw new IllegalArgumentException("a syslog message must not be empty");
        }
        if (counting == OctetCounting.OFF) {
            lines.wrap(payload, sink);
        } else {
            sink.put((length + " ").getBytes(US_ASCII));
            sink.put(payload);
        }
    }

    @Override
    public int max() {
        return max;
    }

    /** Returns the value of a digit; negative for any other byte. */
    private static int digitAt(ByteBuffer buffer, int index) {
        int value = buffer.get(buffer.position() + index) - '0';
        return value > 9 ? -1 : value;
    }
}
