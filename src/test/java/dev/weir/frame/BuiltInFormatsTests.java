package dev.weir.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.frame.LengthFormat.Encoding;
import dev.weir.frame.LengthFormat.Includes;
import dev.weir.frame.LengthFormat.Order;
import dev.weir.frame.LengthFormat.Zero;
import dev.weir.test.FrameFormatVerifier;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The formats with a length, MLLP and syslog pass the verifier that users' own formats do. */
class BuiltInFormatsTests {

    private static final LengthFormat LENGTH = LengthFormat.DEFAULT.withMax(99);

    @ParameterizedTest
    @CsvSource({
        "BINARY, BIG,    4, 0000000568656c6c6f",
        "BINARY, BIG,    3, 00000568656c6c6f",
        "BINARY, BIG,    1, 0568656c6c6f",
        "BINARY, LITTLE, 2, 050068656c6c6f",
        "ASCII,  BIG,    4, 3030303568656c6c6f",
        "HEX,    BIG,    2, 303568656c6c6f",
        "BCD,    BIG,    4, 000568656c6c6f"
    })
    void lengthsAreVerified(Encoding encoding, Order order, int size, String frame) {
        LengthFormat format = LENGTH.withEncoding(encoding).withOrder(order).withSize(size);
        FrameFormatVerifier.of(FrameFormat.length(format))
                .example(hex(frame), "hello".getBytes(ISO_8859_1))
                .verify();
    }

    @Test
    void aLengthThatIncludesItsHeaderIsVerified() {
        FrameFormatVerifier.of(FrameFormat.length(LENGTH.withSize(2).withIncludes(Includes.FRAME)))
                .example("\0\7hello", "hello")
                .example("\0\2", "")
                .verify();
    }

    @Test
    void aLengthInsideAHeaderIsVerified() {
        FrameFormatVerifier.of(
                        FrameFormat.length(LENGTH.withSize(2).withOffset(1).withHeaderSize(6)))
                .example("\0\0\5\0\0\0hello", "hello")
                .verify();
        FrameFormatVerifier.of(FrameFormat.length(LENGTH.withSize(1).withAdjust(-3)))
                .example("\10hello", "hello")
                .verify();
    }

    @Test
    void aHeaderThatIsKeptIsVerified() {
        // Modbus/TCP: transaction, protocol, length, unit and function.
        FrameFormatVerifier.of(
                        FrameFormat.length(LENGTH.withSize(2).withOffset(4).withKeepHeader(true)))
                .example("\0\1\0\0\0\2\1\3", "\0\1\0\0\0\2\1\3")
                .rewriting()
                .verify();
    }

    static Stream<Zero> polls() {
        return Stream.of(Zero.IGNORE, Zero.ECHO);
    }

    @ParameterizedTest
    @MethodSource("polls")
    void pollsAreVerified(Zero zero) {
        FrameFormatVerifier.of(
                        FrameFormat.length(LENGTH.withEncoding(Encoding.ASCII).withZero(zero)))
                .example("0005hello", "hello")
                .skipped("0000")
                .verify();
    }

    @Test
    void mllpIsVerified() {
        FrameFormatVerifier.of(FrameFormat.mllp(200))
                .example("\13MSH|^~\\&|\r\34\r", "MSH|^~\\&|\r")
                .example("\n\13a\34b\34\r", "a\34b")
                .verify();
        FrameFormatVerifier.of(FrameFormat.mllp(200, true))
                .example("\13MSH|^~\\&|\r\34\r", "MSH|^~\\&|\r")
                .verify();
    }

    @Test
    void syslogIsVerified() {
        FrameFormatVerifier.of(FrameFormat.syslog(200))
                .example("8 <1>hello", "<1>hello")
                .example("<1>hello\n", "<1>hello")
                .skipped("\n")
                .verify();
        FrameFormatVerifier.of(FrameFormat.syslog(200, OctetCounting.REQUIRED))
                .example("8 <1>hello", "<1>hello")
                .verify();
        FrameFormatVerifier.of(FrameFormat.syslog(200, OctetCounting.OFF))
                .example("8 <1>hello\n", "8 <1>hello")
                .verify();
    }

    private static byte[] hex(String bytes) {
        return HexFormat.of().parseHex(bytes);
    }
}
