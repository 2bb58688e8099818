package dev.weir.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.Half;
import dev.weir.stream.Pipe;
import dev.weir.stream.StreamOrigin;
import dev.weir.stream.TcpStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingFormatTests {

    private static final int MAX = 100;

    private final Pipe pipe = TcpStream.pipe();
    private final List<String> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        pipe.client().abort("the test is over");
        pipe.server().abort("the test is over");
    }

    @Test
    void readsAndWritesFramesUntilThePeerFinishes() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ZERO);
        send("one\n\ntwo\n");
        assertThat(frames.readText(US_ASCII)).isEqualTo("one");
        assertThat(frames.readText(US_ASCII)).isEmpty();
        assertThat(frames.readText(US_ASCII)).isEqualTo("two");
        frames.write("reply", US_ASCII);
        frames.flush();
        assertThat(pipe.client().readLine(US_ASCII, MAX)).isEqualTo("reply");
        pipe.client().shutdown();
        assertThat(frames.read()).isNull();
        assertThat(frames.read()).isNull();
        assertThat(events).containsExactly("received 3", "received 0", "received 3", "sent 5");
    }

    @Test
    void bytesAfterAFrameStayInTheStream() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ZERO);
        send("one\nrest\n");
        assertThat(frames.readText(US_ASCII)).isEqualTo("one");
        assertThat(pipe.server().readLine(US_ASCII, MAX)).isEqualTo("rest");
    }

    @Test
    void endInsideAFrameIsTruncated() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ZERO);
        send("on");
        pipe.client().shutdown();
        assertRejected(frames, FrameError.TRUNCATED);
    }

    @Test
    void frameThatThisSideCutsOffIsDropped() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ZERO);
        send("on");
        frames.endInput();
        assertThat(frames.read()).isNull();
        assertThat(events).isEmpty();
    }

    @Test
    void frameThatTheFormatDoesNotTakeIsMalformed() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ZERO);
        send("?\none\n");
        assertRejected(frames, FrameError.MALFORMED);
    }

    @Test
    void payloadOverTheMaximumIsTooLarge() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ZERO);
        send("x".repeat(MAX + 1) + "\n");
        assertRejected(frames, FrameError.TOO_LARGE);
    }

    @Test
    void frameWithoutAnEndIsTooLarge() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ZERO);
        send("x".repeat(5000));
        assertRejected(frames, FrameError.TOO_LARGE);
    }

    @Test
    void frameThatTakesTooLongTimesOut() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ofMillis(50));
        send("on");
        assertThatThrownBy(frames::read)
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("a frame was not complete after 50 ms")
                .satisfies(e -> assertThat(StreamOrigin.of(e)).isNotNull());
        send("e\n");
        assertThatThrownBy(frames::read).isInstanceOf(SocketTimeoutException.class);
        assertThat(events).containsExactly("rejected TIMEOUT");
    }

    @Test
    void readingGoesOnAfterATimeoutOfTheStreamBetweenFrames() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ofMinutes(1));
        pipe.server().readTimeout(Duration.ofMillis(50));
        assertThatThrownBy(frames::read).isInstanceOf(SocketTimeoutException.class);
        send("one\n");
        assertThat(frames.readText(US_ASCII)).isEqualTo("one");
        assertThat(events).containsExactly("received 3");
    }

    @Test
    void failureOfTheStreamIsThrownEvenIfTheFormatWrapsIt() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ZERO);
        pipe.server().abort("on purpose");
        assertThatThrownBy(frames::read).hasMessageContaining("on purpose");
        assertThat(events).isEmpty();
    }

    @Test
    void endOfInputIsNotAnEmptyFrame() throws IOException {
        FramedStream frames = over(new Lines(), Duration.ZERO);
        pipe.client().shutdown(Half.WRITE);
        assertThat(frames.read()).isNull();
        FramedStream rest = over(new Rest(), Duration.ZERO);
        assertThat(rest.read()).isNull();
    }

    private void assertRejected(FramedStream frames, FrameError error) {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(frames::read)
                    .isInstanceOfSatisfying(
                            FrameException.class, e -> assertThat(e.error()).isEqualTo(error));
        }
        assertThat(events).containsExactly("rejected " + error);
    }

    private FramedStream over(BlockingFormat format, Duration timeout) {
        return FramedStream.over(pipe.server(), format, timeout, new FrameObserver() {
            @Override
            public void received(int length) {
                events.add("received " + length);
            }

            @Override
            public void sent(int length) {
                events.add("sent " + length);
            }

            @Override
            public void rejected(FrameError error) {
                events.add("rejected " + error);
            }
        });
    }

    private void send(String text) throws IOException {
        pipe.client().write(text.getBytes(US_ASCII));
        pipe.client().flush();
    }

    /** Lines that end with LF; one that begins with a question mark is malformed. */
    private static class Lines implements BlockingFormat {

        @Override
        public byte @Nullable [] read(InputStream in) throws IOException {
            var line = new ByteArrayOutputStream();
            while (true) {
                int value = readByte(in);
                if (value == '\n') {
                    return line.toByteArray();
                }
                if (value < 0) {
                    throw new EOFException();
                }
                if (value == '?' && line.size() == 0) {
                    throw new IllegalArgumentException("on purpose");
                }
                line.write(value);
            }
        }

        private static int readByte(InputStream in) {
            try {
                return in.read();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
            sink.put(payload);
            sink.put('\n');
        }

        @Override
        public int max() {
            return MAX;
        }
    }

    /** A frame of all bytes up to the end. */
    private static final class Rest extends Lines {

        @Override
        public byte[] read(InputStream in) throws IOException {
            return in.readAllBytes();
        }
    }
}
