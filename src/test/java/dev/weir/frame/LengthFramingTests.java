package dev.weir.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.weir.frame.LengthFormat.Encoding;
import dev.weir.frame.LengthFormat.Includes;
import dev.weir.frame.LengthFormat.Order;
import dev.weir.frame.LengthFormat.Zero;
import dev.weir.test.FrameFormatVerifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LengthFramingTests {

    private static final LengthFormat BINARY = LengthFormat.DEFAULT;
    private static final LengthFormat TWO = BINARY.withSize(2);

    /** A network management request and the bitmap of its fields, as ISO 8583 packs them in ASCII. */
    private static final String ISO = "08008220000000000000";

    private static final String ISO_HEX = HexFormat.of().formatHex(ISO.getBytes(ISO_8859_1));
    private static final String TPDU = "6000030000";

    /** Each format with a frame's bytes and the payload in them, in hexadecimal. */
    static Stream<Arguments> protocols() {
        LengthFormat ascii = BINARY.withEncoding(Encoding.ASCII);
        LengthFormat bcd = BINARY.withEncoding(Encoding.BCD);
        return Stream.of(
                arguments("jPOS ASCIIChannel", ascii, "30303230" + ISO_HEX, ISO_HEX),
                arguments("jPOS ASCIIChannel, 5 digits", ascii.withSize(5), "3030303230" + ISO_HEX, ISO_HEX),
                arguments("jPOS HEXChannel", BINARY.withEncoding(Encoding.HEX), "30303134" + ISO_HEX, ISO_HEX),
                arguments("jPOS BCDChannel", bcd, "0020" + ISO_HEX, ISO_HEX),
                arguments("jPOS NCCChannel", bcd, "0025" + TPDU + ISO_HEX, TPDU + ISO_HEX),
                arguments("jPOS NACChannel", TWO, "0019" + TPDU + ISO_HEX, TPDU + ISO_HEX),
                arguments(
                        "jPOS NACChannel, include-header-length",
                        TWO.withIncludes(Includes.FRAME),
                        "001b" + TPDU + ISO_HEX,
                        TPDU + ISO_HEX),
                arguments("jPOS PostChannel", TWO, "0014" + ISO_HEX, ISO_HEX),
                arguments("jPOS RawChannel", BINARY, "00000014" + ISO_HEX, ISO_HEX),
                arguments("jPOS CMFChannel", BINARY.withSize(3), "000014" + ISO_HEX, ISO_HEX),
                arguments("jPOS CSChannel", TWO.withHeaderSize(4), "00140000" + ISO_HEX, ISO_HEX),
                arguments("jPOS VAPChannel", TWO.withHeaderSize(4), "00140000" + ISO_HEX, ISO_HEX),
                arguments("jPOS GICCChannel", TWO.withOffset(2), "00000014" + ISO_HEX, ISO_HEX),
                arguments(
                        "jPOS RBPChannel",
                        TWO.withOffset(2).withHeaderSize(6).withKeepHeader(true),
                        "d04a00140000" + ISO_HEX,
                        "d04a00140000" + ISO_HEX),
                arguments("jPOS AmexChannel", TWO.withIncludes(Includes.FRAME), "0016" + ISO_HEX, ISO_HEX),
                arguments("jPOS AmexChannel, by adjust", TWO.withAdjust(-2), "0016" + ISO_HEX, ISO_HEX),
                arguments("jPOS BASE24TCPChannel, with its trailer", TWO, "0015" + ISO_HEX + "03", ISO_HEX + "03"),
                arguments(
                        "Modbus/TCP: read 10 registers",
                        TWO.withOffset(4).withKeepHeader(true),
                        "0001000000061103006b000a",
                        "0001000000061103006b000a"),
                arguments(
                        "SMPP: enquire_link",
                        BINARY.withIncludes(Includes.FRAME).withKeepHeader(true),
                        "00000010000000150000000000000007",
                        "00000010000000150000000000000007"),
                arguments(
                        "DLMS wrapper",
                        TWO.withOffset(6).withKeepHeader(true),
                        "0001000100100003c001c1",
                        "0001000100100003c001c1"),
                arguments("Kafka: ApiVersions", BINARY, "0000000a0012000000000001ffff", "0012000000000001ffff"),
                arguments(
                        "memcached, binary: get",
                        BINARY.withOffset(8).withHeaderSize(24).withKeepHeader(true),
                        "80000005000000000000000500000000000000000000000048656c6c6f",
                        "80000005000000000000000500000000000000000000000048656c6c6f"),
                arguments(
                        "a tracker that counts what follows, without a trailer of 2",
                        BINARY.withSize(1).withOffset(2).withAdjust(2),
                        "000003aabbcc0d0a",
                        "aabbcc0d0a"),
                arguments("little-endian, 2 bytes", TWO.withOrder(Order.LITTLE), "0300616263", "616263"),
                arguments(
                        "little-endian, 3 bytes", BINARY.withSize(3).withOrder(Order.LITTLE), "030000616263", "616263"),
                arguments("little-endian, 4 bytes", BINARY.withOrder(Order.LITTLE), "03000000616263", "616263"),
                arguments("1 byte", BINARY.withSize(1), "03616263", "616263"),
                arguments("BCD, 8 digits", bcd.withSize(8), "00000003616263", "616263"),
                arguments(
                        "hex, 1 digit",
                        BINARY.withEncoding(Encoding.HEX).withSize(1),
                        "62" + "61".repeat(11),
                        "61".repeat(11)),
                arguments("an empty frame", BINARY, "00000000", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("protocols")
    void isVerifiedFor(String protocol, LengthFormat options, String frame, String payload) {
        FrameFormat format = FrameFormat.length(options.withMax(300));
        FrameFormatVerifier verifier = FrameFormatVerifier.of(format).example(text(frame), text(payload));
        if (options.keepHeader()) {
            verifier.rewriting();
        }
        verifier.verify();
        assertThat(written(payload, format)).isEqualTo(frame);
    }

    @ParameterizedTest
    @EnumSource(
            value = Zero.class,
            names = {"IGNORE", "ECHO"})
    void isVerifiedWithPolls(Zero zero) {
        FrameFormatVerifier.of(
                        FrameFormat.length(TWO.withHeaderSize(4).withZero(zero).withMax(300)))
                .example("\0\4\0\0ping", "ping")
                .skipped("\0\0\0\0")
                .skipped("\0\0ab")
                .verify();
    }

    @Test
    void writesZerosBesideTheLength() {
        FrameFormat format = FrameFormat.length(TWO.withOffset(3).withHeaderSize(8));
        assertThat(written("6162", format)).isEqualTo("00000000020000006162");
    }

    @Test
    void putsTheLengthRightInAHeaderThatIsGiven() {
        FrameFormat format =
                FrameFormat.length(TWO.withOffset(4).withHeaderSize(7).withKeepHeader(true));
        assertThat(written("01020304ffff0708090a", format)).isEqualTo("0102030400030708090a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> written("010203040506", format))
                .withMessage("a payload of 6 bytes is shorter than its header of 7 bytes");
    }

    @Test
    void readsABufferInEitherByteOrder() throws FrameException {
        for (Order order : Order.values()) {
            for (int size = 1; size <= 4; size++) {
                FrameFormat format = FrameFormat.length(BINARY.withSize(size).withOrder(order));
                ByteBuffer wire = FramesOf.buffer(FramesOf.output("abc", format));
                for (var view : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
                    assertThat(format.find(wire.order(view), 0)).isEqualTo(new Found.Frame(size, 3, size + 3));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ASCII, 4, 30304130", // a letter
        "ASCII, 4, 20202035", // spaces
        "ASCII, 4, 2d303035", // a sign
        "ASCII, 4, 303035b2", // a superscript of ISO 8859-1
        "HEX, 4, 30303067",
        "BCD, 4, 000a",
        "BCD, 4, 00f0",
    })
    void refusesALengthThatIsNotDigits(Encoding encoding, int size, String header) {
        FrameFormat format = FrameFormat.length(BINARY.withEncoding(encoding).withSize(size));
        assertThat(FramesOf.rejection(text(header), format)).isEqualTo(FrameError.MALFORMED);
    }

    @Test
    void readsHexadecimalDigitsInEitherCase() throws FrameException {
        FrameFormat format =
                FrameFormat.length(BINARY.withEncoding(Encoding.HEX).withSize(2));
        String payload = "x".repeat(0xAB);
        assertThat(FramesOf.input("aB" + payload + "Ab" + payload, format)).containsExactly(payload, payload);
    }

    @ParameterizedTest
    @CsvSource({
        "BINARY, 4, 00000101",
        "BINARY, 4, 7fffffff",
        "BINARY, 4, 80000000",
        "BINARY, 4, ffffffff",
        "BINARY, 3, 000101",
        "ASCII, 8, 3939393939393939",
        "HEX, 8, 6666666646464646",
        "BCD, 8, 99999999"
    })
    void refusesALengthOverTheMaximumBeforeThePayload(Encoding encoding, int size, String header) {
        FrameFormat format =
                FrameFormat.length(BINARY.withEncoding(encoding).withSize(size).withMax(256));
        assertThat(FramesOf.rejection(text(header), format)).isEqualTo(FrameError.TOO_LARGE);
    }

    @Test
    void refusesALengthOverTheMaximumBeforeTheRestOfTheHeader() {
        FrameFormat format = FrameFormat.length(TWO.withHeaderSize(20).withMax(256));
        assertThat(FramesOf.rejection(text("0101"), format)).isEqualTo(FrameError.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({"false, 4", "true, 0"})
    void allowsTheMaximum(boolean keepHeader, int start) throws FrameException {
        FrameFormat format =
                FrameFormat.length(BINARY.withKeepHeader(keepHeader).withMax(100));
        String frame = FramesOf.output("\0".repeat(100), format);
        assertThat(format.find(FramesOf.buffer(frame), 0)).isEqualTo(new Found.Frame(start, 100, start + 100));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FramesOf.output("\0".repeat(101), format))
                .withMessage("a frame's payload has 101 bytes, and the maximum is 100");
        String longer = frame.substring(0, 3) + (char) (frame.charAt(3) + 1);
        assertThat(FramesOf.rejection(longer, format)).isEqualTo(FrameError.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({
        "BINARY, 1, 0, PAYLOAD, false, 255",
        "BINARY, 2, 0, PAYLOAD, false, 65535",
        "BINARY, 2, -3, PAYLOAD, false, 65532",
        "BINARY, 2, 3, PAYLOAD, false, 65538",
        "BINARY, 2, 0, FRAME, false, 65533",
        "BINARY, 2, 0, FRAME, true, 65535",
        "BINARY, 2, 0, PAYLOAD, true, 65537",
        "ASCII, 3, 0, PAYLOAD, false, 999",
        "HEX, 3, 0, PAYLOAD, false, 4095",
        "BCD, 2, 0, PAYLOAD, false, 99",
    })
    void theLengthFieldLimitsTheMaximum(
            Encoding encoding, int size, int adjust, Includes includes, boolean keepHeader, int max)
            throws FrameException {
        FrameFormat format = FrameFormat.length(BINARY.withEncoding(encoding)
                .withSize(size)
                .withAdjust(adjust)
                .withIncludes(includes)
                .withKeepHeader(keepHeader)
                .withMax(100_000));
        assertThat(format.max()).isEqualTo(max);
        byte[] longest = FormatProbe.wrap(format, new byte[max]);
        assertThat(format.find(ByteBuffer.wrap(longest), 0))
                .isInstanceOfSatisfying(
                        Found.Frame.class, found -> assertThat(found.length()).isEqualTo(max));
        assertThatIllegalArgumentException().isThrownBy(() -> FormatProbe.wrap(format, new byte[max + 1]));
    }

    @ParameterizedTest
    @CsvSource({"PAYLOAD, -1, 0000", "PAYLOAD, -5, 0004", "FRAME, 0, 0000", "FRAME, 0, 0001", "FRAME, -14, 000f"})
    void refusesANegativeLength(Includes includes, int adjust, String header) {
        FrameFormat format = FrameFormat.length(TWO.withIncludes(includes).withAdjust(adjust));
        assertThat(FramesOf.rejection(text(header), format)).isEqualTo(FrameError.MALFORMED);
    }

    @Test
    void cannotWriteAPayloadWhoseLengthWouldBeNegative() throws FrameException {
        FrameFormat format = FrameFormat.length(TWO.withAdjust(3));
        assertThat(FramesOf.input(FramesOf.output("abc", format), format)).containsExactly("abc");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FramesOf.output("ab", format))
                .withMessage("a payload of 2 bytes cannot be sent, since its length would be negative: -1");
    }

    @ParameterizedTest
    @CsvSource({
        "jPOS ASCIIChannel, ASCII, 4, 0, 0, PAYLOAD, 30303030, 3030303161",
        "jPOS CSChannel, BINARY, 2, 0, 4, PAYLOAD, 00000000, 0001000061",
        "jPOS VAPChannel with other padding, BINARY, 2, 0, 4, PAYLOAD, 00001234, 0001000061",
        "jPOS GICCChannel, BINARY, 2, 2, 4, PAYLOAD, 00000000, 0000000161",
        "jPOS BASE24TCPChannel, BINARY, 2, 0, 0, PAYLOAD, 0000, 000161",
        "jPOS AmexChannel, BINARY, 2, 0, 0, FRAME, 0000, 000361",
        "an empty frame that counts itself, BINARY, 2, 0, 0, FRAME, 0002, 000361",
    })
    void skipsOrAnswersThePollsOf(
            String protocol,
            Encoding encoding,
            int size,
            int offset,
            int headerSize,
            Includes includes,
            String poll,
            String frame)
            throws FrameException {
        LengthFormat options = BINARY.withEncoding(encoding)
                .withSize(size)
                .withOffset(offset)
                .withHeaderSize(headerSize)
                .withIncludes(includes);
        String input = text(poll + poll + frame + poll);
        for (Zero zero : List.of(Zero.IGNORE, Zero.ECHO)) {
            FrameFormat format = FrameFormat.length(options.withZero(zero));
            assertThat(FramesOf.input(input, format)).containsExactly("a");
            assertThat(format.answer(FramesOf.buffer(poll))).isEqualTo(FramesOf.buffer(zero == Zero.ECHO ? poll : ""));
            assertThatIllegalArgumentException().isThrownBy(() -> FramesOf.output("", format));
        }
        assertThat(FramesOf.rejection(input, FrameFormat.length(options.withZero(Zero.ERROR))))
                .isEqualTo(FrameError.MALFORMED);
    }

    @ParameterizedTest
    @EnumSource(Zero.class)
    void aLengthOfZeroThatIsAdjustedIsAFrame(Zero zero) throws FrameException {
        FrameFormat format = FrameFormat.length(TWO.withAdjust(2).withZero(zero));
        assertThat(FramesOf.input("\0\0ab", format)).containsExactly("ab");
        assertThat(FramesOf.output("ab", format)).isEqualTo("\0\0ab");
    }

    @Test
    void aKeptHeaderAloneIsAFrameOrAPoll() throws FrameException {
        LengthFormat options = TWO.withOffset(1).withKeepHeader(true);
        assertThat(FramesOf.input("A\0\0", FrameFormat.length(options))).containsExactly("A\0\0");
        assertThat(FramesOf.output("Axy", FrameFormat.length(options))).isEqualTo("A\0\0");
        FrameFormat polled = FrameFormat.length(options.withZero(Zero.IGNORE));
        assertThat(FramesOf.input("A\0\0", polled)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> FramesOf.output("Axy", polled));
    }

    /** Options that are not possible, and the message that names them. */
    static Stream<Arguments> contradictions() {
        return Stream.of(
                arguments(BINARY.withSize(0), "length.size must be 1 to 4 bytes if length.encoding is binary: 0"),
                arguments(BINARY.withSize(5), "length.size must be 1 to 4 bytes if length.encoding is binary: 5"),
                arguments(
                        BINARY.withEncoding(Encoding.ASCII).withSize(9),
                        "length.size must be 1 to 8 digits if length.encoding is ascii: 9"),
                arguments(
                        BINARY.withEncoding(Encoding.HEX).withSize(-1),
                        "length.size must be 1 to 8 digits if length.encoding is hex: -1"),
                arguments(
                        BINARY.withEncoding(Encoding.BCD).withSize(3),
                        "length.size must be 2, 4, 6 or 8 digits if length.encoding is bcd: 3"),
                arguments(
                        BINARY.withEncoding(Encoding.BCD).withSize(10),
                        "length.size must be 2, 4, 6 or 8 digits if length.encoding is bcd: 10"),
                arguments(
                        BINARY.withEncoding(Encoding.ASCII).withOrder(Order.LITTLE),
                        "length.order must be big unless length.encoding is binary: little"),
                arguments(BINARY.withOffset(-1), "length.offset must be from 0 to 1020 bytes: -1"),
                arguments(
                        BINARY.withOffset(Integer.MAX_VALUE), "length.offset must be from 0 to 1020 bytes: 2147483647"),
                arguments(TWO.withOffset(2).withHeaderSize(3), "length.header-size must be from 4 to 1024 bytes: 3"),
                arguments(TWO.withHeaderSize(1025), "length.header-size must be from 2 to 1024 bytes: 1025"),
                arguments(TWO.withHeaderSize(-1), "length.header-size must be from 2 to 1024 bytes: -1"),
                arguments(BINARY.withMax(0), "max-size must be from 1 to 1073741824 bytes: 0"),
                arguments(
                        BINARY.withMax(4).withKeepHeader(true),
                        "max-size must be more than the 4 bytes of the header that length.keep-header makes part of the"
                                + " payload: 4"),
                arguments(
                        BINARY.withSize(1).withAdjust(-255),
                        "length.adjust must leave a length to a payload of 1 to 65536 bytes: -255"),
                arguments(
                        BINARY.withAdjust(65537),
                        "length.adjust must leave a length to a payload of 1 to 65536 bytes: 65537"),
                arguments(
                        BINARY.withSize(1).withAdjust(Integer.MIN_VALUE).withIncludes(Includes.FRAME),
                        "length.adjust must leave a length to a payload of 1 to 65536 bytes: -2147483648"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("contradictions")
    void refusesContradictions(LengthFormat options, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FrameFormat.length(options))
                .withMessage(message);
    }

    /** Returns in hexadecimal what a payload in hexadecimal is written as. */
    private static String written(String payload, FrameFormat format) {
        return HexFormat.of().formatHex(FramesOf.output(text(payload), format).getBytes(ISO_8859_1));
    }

    private static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), ISO_8859_1);
    }
}
