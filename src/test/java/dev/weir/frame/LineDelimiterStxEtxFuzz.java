package dev.weir.frame;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.frame.StxEtxFormat.Check;
import dev.weir.test.FrameFormatVerifier;
import java.util.Arrays;
import java.util.List;

/** Searches for input that the formats with marks, and that of one length, do not survive; run by the profile {@code fuzz}. */
class LineDelimiterStxEtxFuzz {

    private static final LineFormat LINES = FrameFormat.lines(100);

    private static final FrameFormat KEPT =
            FrameFormat.delimited(100, "#", "#\r\n", "\r\n").withKeep(true);

    private static final List<FrameFormat> FORMATS = List.of(
            LINES,
            LINES.withWrite(LineEnding.CRLF),
            LINES.withEnding(LineEnding.LF),
            LINES.withEnding(LineEnding.CRLF).withWrite(LineEnding.CRLF),
            LINES.withEnding(LineEnding.CR).withWrite(LineEnding.CR),
            LINES.withEnding(LineEnding.NUL).withWrite(LineEnding.NUL),
            FrameFormat.delimited(100, "#"),
            FrameFormat.delimited(100, "##"),
            FrameFormat.delimited(100, "</fox>"),
            FrameFormat.delimited(100, "#\r\n", "#", "\r\n"),
            FrameFormat.delimited(100, "#", "#\r\n", "\r\n"),
            FrameFormat.delimited(100, "#", "##", "ab#", "b", "\r\n"),
            KEPT,
            FrameFormat.fixed(3),
            FrameFormat.stxEtx(100),
            FrameFormat.stxEtx(100).withCheck(Check.XOR));

    @FuzzTest(maxDuration = "2m")
    void anyBytesAreFramesOrRejected(byte[] bytes) {
        if (bytes.length > 0) {
            FrameFormat format = FORMATS.get(Byte.toUnsignedInt(bytes[0]) % FORMATS.size());
            FrameFormatVerifier verifier = FrameFormatVerifier.of(format);
            (format.equals(KEPT) ? verifier.rewriting() : verifier)
                    .verifyInput(Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }
}
