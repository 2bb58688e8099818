package dev.weir.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.LengthFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.integration.ip.tcp.serializer.SoftEndOfStreamException;

class FrameSerializerTests {

    private static final int MAX = 1000;
    private static final FrameFormat SHORT =
            FrameFormat.length(LengthFormat.DEFAULT.withSize(2).withMax(MAX));

    static Stream<FrameFormat> formats() {
        return Stream.of(
                SHORT,
                FrameFormat.length(LengthFormat.DEFAULT
                        .withOrder(LengthFormat.Order.LITTLE)
                        .withIncludes(LengthFormat.Includes.FRAME)
                        .withMax(MAX)),
                FrameFormat.mllp(MAX),
                FrameFormat.mllp(MAX, true));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void readsEachFrameToItsEndAndNoFurther(FrameFormat format) throws IOException {
        FrameSerializer serializer = FrameSerializer.of(format);
        List<String> payloads = List.of("one", "", "x".repeat(MAX), "four");
        var sent = new ByteArrayOutputStream();
        List<Integer> ends = new ArrayList<>();
        for (String payload : payloads) {
            serializer.serialize(payload.getBytes(US_ASCII), sent);
            ends.add(sent.size());
        }
        var in = new ByteArrayInputStream(sent.toByteArray());
        for (int i = 0; i < payloads.size(); i++) {
            assertThat(read(serializer, in)).isEqualTo(payloads.get(i));
            assertThat(sent.size() - in.available()).isEqualTo(ends.get(i));
        }
        assertThatThrownBy(() -> serializer.deserialize(in)).isInstanceOf(SoftEndOfStreamException.class);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void readsFramesThatArriveByteByByte(FrameFormat format) throws IOException {
        FrameSerializer serializer = FrameSerializer.of(format);
        var sent = new ByteArrayOutputStream();
        serializer.serialize("one".getBytes(US_ASCII), sent);
        serializer.serialize("two".getBytes(US_ASCII), sent);
        var in = new Segments(1, sent.toByteArray());
        assertThat(read(serializer, in)).isEqualTo("one");
        assertThat(read(serializer, in)).isEqualTo("two");
    }

    @Test
    void endInsideAFrameIsAnIoException() {
        FrameSerializer serializer = FrameSerializer.of(SHORT);
        var in = new ByteArrayInputStream(new byte[] {0, 3, 'o', 'n'});
        assertThatThrownBy(() -> serializer.deserialize(in))
                .isInstanceOfSatisfying(
                        FrameException.class, e -> assertThat(e.error()).isEqualTo(FrameError.TRUNCATED));
    }

    @Test
    void lastBytesMayBeAFrameOrNoise() throws IOException {
        FrameSerializer serializer = FrameSerializer.of(FrameFormat.mllp(MAX));
        var in = stream("\u000bone\u001c\r\n");
        assertThat(read(serializer, in)).isEqualTo("one");
        assertThatThrownBy(() -> serializer.deserialize(in)).isInstanceOf(SoftEndOfStreamException.class);
        assertThat(read(serializer, stream("\u000bone\u001c"))).isEqualTo("one");
    }

    @Test
    void byteAfterTheEndIsKeptForTheSameStream() throws IOException {
        FrameSerializer serializer = FrameSerializer.of(FrameFormat.mllp(MAX));
        var first = stream("\u000bone\u001c\u000btwo\u001c\r");
        var second = stream("\u000b1\u001c\r\u000b2\u001c\r");
        assertThat(read(serializer, first)).isEqualTo("one");
        assertThat(read(serializer, second)).isEqualTo("1");
        assertThat(read(serializer, first)).isEqualTo("two");
        assertThat(read(serializer, second)).isEqualTo("2");
    }

    @Test
    void timeoutOfTheStreamLosesNoByte() throws IOException {
        FrameSerializer serializer = FrameSerializer.of(SHORT);
        var in = new Segments(10, new byte[] {0, 3, 'o'}, new byte[] {'n', 'e'});
        assertThatThrownBy(() -> serializer.deserialize(in)).isInstanceOf(SocketTimeoutException.class);
        assertThat(read(serializer, in)).isEqualTo("one");
    }

    @Test
    void announcedLengthIsNotAllocated() {
        int huge = 500_000_000;
        FrameSerializer serializer = FrameSerializer.of(FrameFormat.length(LengthFormat.DEFAULT.withMax(huge)));
        var in = new Segments(
                1000, new byte[] {(byte) (huge >> 24), (byte) (huge >> 16), (byte) (huge >> 8), (byte) huge, 'x'});
        assertThatThrownBy(() -> serializer.deserialize(in)).isInstanceOf(SocketTimeoutException.class);
        assertThat(in.largestRequest).isLessThan(1000);
    }

    @Test
    void rejectsWhatTheFormatRejects() {
        FrameSerializer serializer = FrameSerializer.of(SHORT);
        assertThatThrownBy(() -> serializer.deserialize(new ByteArrayInputStream(new byte[] {-1, -1})))
                .isInstanceOfSatisfying(
                        FrameException.class, e -> assertThat(e.error()).isEqualTo(FrameError.TOO_LARGE));
        var out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> serializer.serialize(new byte[MAX + 1], out))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void writesAFrameAtOnce(FrameFormat format) throws IOException {
        List<Integer> writes = new ArrayList<>();
        var out = new OutputStream() {
            @Override
            public void write(int value) {
                writes.add(1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writes.add(length);
            }
        };
        FrameSerializer.of(format).serialize("one".getBytes(US_ASCII), out);
        assertThat(writes).hasSize(1);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(US_ASCII));
    }

    private static String read(FrameSerializer serializer, InputStream in) throws IOException {
        return new String(serializer.deserialize(in), US_ASCII);
    }

    /** Each segment arrives in reads of limited size; then one read times out. */
    private static final class Segments extends InputStream {

        private final int size;
        private final List<ByteArrayInputStream> segments = new ArrayList<>();
        private int largestRequest;

        Segments(int size, byte[]... segments) {
            this.size = size;
            for (byte[] segment : segments) {
                this.segments.add(new ByteArrayInputStream(segment));
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] destination, int offset, int length) throws IOException {
            largestRequest = Math.max(largestRequest, length);
            int count = segments.getFirst().read(destination, offset, Math.min(size, length));
            if (count < 0) {
                segments.removeFirst();
                throw new SocketTimeoutException("on purpose");
            }
            return count;
        }
    }
}
