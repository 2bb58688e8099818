package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Lines of text, as SMTP, Redis or NMEA have them. A last line that the peer has not ended is a frame, as with {@link
 * dev.weir.stream.TcpStream#readLine}. Immutable.
 *
 * @param max maximum length of a line without its ending, in bytes
 * @param ending where a received line ends; default {@link LineEnding#ANY}
 * @param write what is written after a line; default {@link LineEnding#LF}
 */
public record LineFormat(int max, LineEnding ending, LineEnding write) implements FrameFormat {

    private static final ShortFrames ONE_BYTE_ENDING = new ShortFrames(0, 1);
    private static final ShortFrames TWO_BYTE_ENDING = new ShortFrames(0, 2);

    public LineFormat {
        FrameLimits.checkMax(max);
        if (write == LineEnding.ANY) {
            throw new IllegalArgumentException("write must name one ending: ANY");
        }
    }

    public LineFormat withEnding(LineEnding received) {
        return new LineFormat(max, received, write);
    }

    public LineFormat withWrite(LineEnding written) {
        return new LineFormat(max, ending, written);
    }

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        int last = ending.indexOf(received, scanned);
        int examined = last < 0 ? received.remaining() : last;
        int length = requireAtMostMax(ending.lengthBefore(received, examined));
        if (last < 0) {
            return new Found.Incomplete(examined, examined + 1);
        }
        return (last == length ? ONE_BYTE_ENDING : TWO_BYTE_ENDING).of(length);
    }

    @Override
    public Found findLast(ByteBuffer received) throws FrameException {
        int length = requireAtMostMax(received.remaining());
        return new Found.Frame(0, length, length);
    }

    private int requireAtMostMax(int length) throws FrameException {
        if (length > max) {
            throw FrameException.tooLarge(max);
        }
        return length;
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        int length = FrameLimits.checkLength(payload, max);
        if (ending.indexOf(payload, 0) >= 0 || write.indexOf(payload, 0) >= 0) {
            throw new IllegalArgumentException("a line must not contain the end of a line");
        }
        if (write == LineEnding.LF && ending.lengthBefore(payload, length) < length) {
            throw new IllegalArgumentException("a line must not end with CR, which would become a part of its ending");
        }
        sink.put(payload);
        write.putInto(sink);
    }
}
