package dev.weir.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.stream.Buffers;
import java.nio.ByteBuffer;
import java.util.stream.Stream;

/**
 * Where frames begin and end: a pure function on bytes, without state and without I/O. One object serves all streams at once.
 *
 * <p>{@link #find} and {@link #wrap} are inverse to each other. {@code dev.weir.test.FrameFormatVerifier} verifies an
 * implementation, with examples.
 */
public non-sealed interface FrameFormat extends Framing {

    /**
     * Looks for a frame at the beginning of the received bytes.
     *
     * @param received bytes from position to limit, at least one; neither they nor the content may be changed
     * @param scanned bytes that an earlier call for the same frame has examined, as its {@link Found.Incomplete} said; else 0
     * @throws FrameException if no bytes that may follow can make it a frame; the stream is closed
     */
    Found find(ByteBuffer received, int scanned) throws FrameException;

    /**
     * Looks for a frame after the peer has ended its direction, in bytes that {@link #find} called incomplete.
     *
     * @param received as for {@link #find}
     * @return a frame, or {@link Found.Nothing} for bytes that are no part of one
     * @throws FrameException with {@link FrameError#TRUNCATED}, by default, if they are the beginning of a frame
     */
    default Found findLast(ByteBuffer received) throws FrameException {
        throw new FrameException(
                FrameError.TRUNCATED, "the peer finished after " + received.remaining() + " bytes of a frame");
    }

    /**
     * Returns whether bytes that {@link #find} called incomplete contain the beginning of a frame, from which on its timeout
     * runs; true by default. Otherwise they are noise, which may precede a frame by any time.
     */
    default boolean hasBegun(ByteBuffer received) {
        return true;
    }

    /**
     * Returns what to write in answer to bytes that were {@link Found.Nothing}; empty by default. Sent once a second at most, so
     * that two ends that answer each other cannot fill the network.
     */
    default ByteBuffer answer(ByteBuffer skipped) {
        return Buffers.EMPTY;
    }

    /**
     * Returns the format of frames with a length in their header.
     *
     * @throws IllegalArgumentException if the options contradict each other
     */
    static FrameFormat length(LengthFormat format) {
        return new LengthFraming(format);
    }

    /** Returns the lenient format of {@link #mllp(int, boolean)}. */
    static FrameFormat mllp(int max) {
        return mllp(max, false);
    }

    /**
     * Returns the Minimal Lower Layer Protocol of HL7: VT, the payload, FS, CR.
     *
     * <p>The lenient format skips up to 1024 bytes of anything else between two frames, such as a line feed. FS ends a frame if
     * CR, LF, VT or the end of input follows, and is part of the payload otherwise. The strict format allows none of this, and
     * neither VT nor FS in a payload.
     *
     * @param max limit for the length of a payload, in bytes
     */
    static FrameFormat mllp(int max, boolean strict) {
        return new MllpFormat(max, strict);
    }

    /** Returns the format of {@link #syslog(int, OctetCounting)} that reads both framings. */
    static FrameFormat syslog(int max) {
        return syslog(max, OctetCounting.AUTO);
    }

    /**
     * Returns the framings of syslog over TCP, RFC 6587: a message is preceded by its length in decimal digits and a space, or
     * terminated by a line feed. A carriage return before the line feed is not part of the message, and empty lines are skipped.
     *
     * @param max limit for the length of a message, in bytes
     */
    static FrameFormat syslog(int max, OctetCounting counting) {
        return new SyslogFormat(max, counting);
    }

    /**
     * Returns the format of lines that end with LF, or with CR and LF, and are written with LF.
     *
     * @param max maximum length of a line without its ending, in bytes
     */
    static LineFormat lines(int max) {
        return new LineFormat(max, LineEnding.ANY, LineEnding.LF);
    }

    /**
     * Returns the format of frames that end with a delimiter, encoded in UTF-8; otherwise as {@link #delimited(int, byte[]...)}.
     */
    static DelimiterFormat delimited(int max, String... ends) {
        return delimited(max, Stream.of(ends).map(end -> end.getBytes(UTF_8)).toArray(byte[][]::new));
    }

    /**
     * Returns the format of frames that end with any of several delimiters. The first is written.
     *
     * @param max maximum length of a payload, in bytes
     * @param ends one or more, each of 1 to 256 bytes
     */
    static DelimiterFormat delimited(int max, byte[]... ends) {
        return DelimiterFormat.of(max, ends);
    }

    /**
     * Returns the format of frames of one length.
     *
     * @param size of each frame, in bytes
     */
    static FrameFormat fixed(int size) {
        return new FixedFormat(size);
    }

    /**
     * Returns the format of frames between STX and ETX, without a check byte.
     *
     * @param max maximum length of a payload, in bytes
     */
    static StxEtxFormat stxEtx(int max) {
        return new StxEtxFormat(max, StxEtxFormat.Check.NONE);
    }
}
