package dev.weir.autoconfigure;

import dev.weir.frame.ErrorPolicy;
import dev.weir.frame.LengthFormat;
import dev.weir.frame.LineEnding;
import dev.weir.frame.OctetCounting;
import dev.weir.frame.ReplyOrder;
import dev.weir.frame.StxEtxFormat;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings below {@code weir.listeners.<name>.framing}, as written. The {@code @param} texts are the descriptions that
 * IDEs show for the keys.
 *
 * @param type Where frames begin and end: line, delimiter, length, fixed, mllp, syslog, stx-etx, or the name of a
 *     FrameFormat bean. Required if there is any other key below framing.
 * @param maxSize Maximum size of a frame's payload; a larger frame ends the connection. By default as for the bean, if
 *     type names one.
 * @param charset Charset of payloads that the handler receives or sends as text.
 * @param timeout Maximum time from the first byte of a frame to its last; 0 to disable.
 * @param concurrency Number of frames of one connection that are handled at once. With 1, on the connection's own
 *     thread.
 * @param order Order of replies, if several frames are handled at once: request (that of the frames) or completion.
 * @param onError What follows an exception of the handler, or a reply that cannot be converted: close (the connection
 *     ends) or continue.
 * @param line Lines of text, for type line.
 * @param delimiter Frames that end with a delimiter, for type delimiter.
 * @param fixed Frames of one size, for type fixed.
 * @param length Frames with a length in their header, for type length.
 * @param mllp HL7's Minimal Lower Layer Protocol, for type mllp.
 * @param syslog Syslog over TCP (RFC 6587), for type syslog.
 * @param stxEtx Frames between STX and ETX, for type stx-etx.
 */
public record FramingProperties(
        @Nullable String type,
        @DefaultValue("64KB") DataSize maxSize,
        @DefaultValue("UTF-8") Charset charset,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("1") int concurrency,
        @DefaultValue("request") ReplyOrder order,
        @DefaultValue("close") ErrorPolicy onError,
        @DefaultValue Line line,
        @DefaultValue Delimiter delimiter,
        @DefaultValue Fixed fixed,
        @DefaultValue Length length,
        @DefaultValue Mllp mllp,
        @DefaultValue Syslog syslog,
        @DefaultValue StxEtx stxEtx) {

    /**
     * Lines of text.
     *
     * @param ending What ends a received line: lf, crlf, cr, nul, or any (LF, or CR and LF).
     * @param write What is written after a line: lf, crlf, cr or nul.
     */
    public record Line(
            @DefaultValue("any") LineEnding ending,
            @DefaultValue("lf") LineEnding write) {}

    /**
     * Frames that end with a delimiter. Delimiters are text in the charset of framing, with the escapes \r, \n, \t, \0, \\ and
     * \xHH for a byte.
     *
     * @param ends List of the delimiters that end a received frame, each of 1 to 256 bytes. Required.
     * @param write Delimiter that is written after a payload. The first of ends by default.
     * @param keep Whether the delimiter is part of the payload.
     */
    public record Delimiter(
            @DefaultValue List<String> ends,
            @Nullable String write,
            @DefaultValue("false") boolean keep) {}

    /**
     * Frames of one size.
     *
     * @param size Size of each frame, at most max-size. Required.
     */
    public record Fixed(@Nullable DataSize size) {}

    /**
     * Frames with a length in their header.
     *
     * @param size Size of the length: 1 to 4 bytes for binary, 1 to 8 digits for ascii and hex, 2, 4, 6 or 8 digits for
     *     bcd.
     * @param encoding Encoding of the length: binary, ascii, hex or bcd.
     * @param order Byte order of a binary length: big or little.
     * @param offset Number of header bytes before the length.
     * @param headerSize Number of header bytes altogether. By default the header ends with the length.
     * @param adjust Number that is added to the length; may be negative.
     * @param includes What the length counts: the payload or the whole frame.
     * @param keepHeader Whether the header is part of the payload.
     * @param zero Meaning of a frame without a payload: frame, ignore, echo (a poll, sent back once a second at most) or
     *     error.
     */
    public record Length(
            @DefaultValue("4") int size,
            @DefaultValue("binary") LengthFormat.Encoding encoding,
            @DefaultValue("big") LengthFormat.Order order,
            @DefaultValue("0") int offset,
            @Nullable Integer headerSize,
            @DefaultValue("0") int adjust,
            @DefaultValue("payload") LengthFormat.Includes includes,
            @DefaultValue("false") boolean keepHeader,
            @DefaultValue("frame") LengthFormat.Zero zero) {}

    /**
     * HL7's Minimal Lower Layer Protocol.
     *
     * @param strict Whether anything between two frames is an error. If false, up to 1 KB of it is skipped.
     */
    public record Mllp(@DefaultValue("false") boolean strict) {}

    /**
     * Syslog over TCP (RFC 6587).
     *
     * @param octetCounting Whether a length precedes each message: auto (decided for each by its first byte), required or
     *     off.
     */
    public record Syslog(@DefaultValue("auto") OctetCounting octetCounting) {}

    /**
     * Frames between STX and ETX.
     *
     * @param check Check byte after ETX: none or xor.
     */
    public record StxEtx(@DefaultValue("none") StxEtxFormat.Check check) {}
}
