package dev.weir.frame;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.stream.Background;
import dev.weir.stream.Half;
import dev.weir.stream.Pipe;
import dev.weir.stream.StreamOrigin;
import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading and writing frames, whatever the stream stands on. */
@Timeout(60)
abstract class FramedStreamContract {

    private static final FrameFormat LINES = FrameFormat.lines(100);

    private TcpStream client;
    private TcpStream server;
    private FramedStream frames;

    /** Two streams connected to each other. */
    abstract Pipe connect() throws IOException;

    @BeforeEach
    void open() throws IOException {
        Pipe pipe = connect();
        client = pipe.client();
        server = pipe.server();
        frames = FramedStream.over(server, LINES);
    }

    @AfterEach
    void abort() {
        client.abort("the test is over");
        server.abort("the test is over");
    }

    @Test
    void readsFramesThatArriveTogether() throws IOException {
        send("one\ntwo\r\n\nthree");
        client.shutdown();
        assertThat(frames.readText(UTF_8)).isEqualTo("one");
        assertThat(frames.read()).asString(UTF_8).isEqualTo("two");
        assertThat(frames.read()).isEmpty();
        assertThat(frames.readText(UTF_8)).isEqualTo("three");
        assertThat(frames.read()).isNull();
        assertThat(frames.readView()).isNull();
        assertThat(frames.readText(UTF_8)).isNull();
    }

    @Test
    void readsAFrameThatArrivesByteByByte() throws Exception {
        var frame = Background.call(() -> frames.readText(UTF_8));
        for (String each : List.of("o", "n", "e", "\n")) {
            frame.awaitBlocked();
            send(each);
        }
        assertThat(frame.get()).isEqualTo("one");
    }

    @Test
    void readsAFrameThatIsLargerThanTheStreamsBuffer() throws Exception {
        var large = FramedStream.over(server, FrameFormat.lines(1_000_000));
        String line = "0123456789".repeat(50_000);
        var frame = Background.call(() -> large.readText(UTF_8));
        send(line + "\nnext\n");
        assertThat(frame.get()).isEqualTo(line);
        assertThat(large.readText(UTF_8)).isEqualTo("next");
    }

    @Test
    void aViewIsReadOnlyAndShowsOneFrame() throws IOException {
        send("one\ntwo\n");
        ByteBuffer view = frames.readView();
        assertThat(view).isEqualTo(ByteBuffer.wrap("one".getBytes(UTF_8)));
        assertThat(view.isReadOnly()).isTrue();
        // The same view moves on, so that reading allocates nothing.
        assertThat(frames.readView()).isSameAs(view).isEqualTo(ByteBuffer.wrap("two".getBytes(UTF_8)));
    }

    @Test
    void aViewThatTheReaderHasMovedDoesNotChangeTheNextFrame() throws IOException {
        send("one\ntwo\n");
        frames.readView().get();
        assertThat(frames.readText(UTF_8)).isEqualTo("two");
    }

    @Test
    void bytesBetweenTwoFramesCanBeReadFromTheStream() throws IOException {
        send("STARTTLS\nbytes");
        assertThat(frames.readText(UTF_8)).isEqualTo("STARTTLS");
        byte[] bytes = new byte[5];
        frames.stream().readFully(bytes);
        assertThat(bytes).asString(UTF_8).isEqualTo("bytes");
    }

    @Test
    void aFrameThatTakesTooLongTimesOutEachTime() throws IOException {
        var observer = new RecordingObserver();
        var timed = FramedStream.over(server, LINES, Duration.ofMillis(20), observer);
        send("half");
        var first = timeout(timed);
        assertThat(first).hasMessage("a frame was not complete after 20 ms");
        assertThat(StreamOrigin.of(first)).isNotNull();
        assertThat(StreamOrigin.of(first).streamId()).isEqualTo(server.id());
        send(" a line\n");
        assertThat(timeout(timed)).isSameAs(first);
        assertThat(observer.events()).containsExactly("rejected TIMEOUT");
    }

    @Test
    void aFramesTimeoutBeginsWithItsFirstByte() throws Exception {
        var timed = FramedStream.over(server, LINES, Duration.ofNanos(1), FrameObserver.NONE);
        var frame = Background.call(() -> timed.readText(UTF_8)).awaitBlocked();
        send("one\n");
        assertThat(frame.get()).isEqualTo("one");
    }

    @Test
    void theStreamsOwnTimeoutLosesNoByte() throws IOException {
        var observer = new RecordingObserver();
        var timed = FramedStream.over(server, LINES, Background.PATIENCE, observer);
        server.readTimeout(Duration.ofMillis(5));
        send("half");
        assertThat(StreamOrigin.of(timeout(timed))).isNotNull();
        timeout(timed);
        send(" and half\n");
        assertThat(timed.readText(UTF_8)).isEqualTo("half and half");
        assertThat(observer.events()).containsExactly("received 13");
    }

    @Test
    void aFrameThatIsTooLongIsRejectedOnceAndReadingEndsThere() throws IOException {
        var observer = new RecordingObserver();
        var strict = FramedStream.over(server, FrameFormat.lines(3), Duration.ZERO, observer);
        send("one\nfour\nok\n");
        assertThat(strict.readText(UTF_8)).isEqualTo("one");
        FrameException first = rejection(strict);
        assertThat(first).hasMessage("a frame is longer than 3 bytes");
        assertThat(first.error()).isEqualTo(FrameError.TOO_LARGE);
        assertThat(StreamOrigin.of(first)).isNotNull();
        assertThat(rejection(strict)).isSameAs(first);
        assertThat(observer.events()).containsExactly("received 3", "rejected TOO_LARGE");
    }

    @Test
    void aFrameThatTheEndOfInputCutsIsTruncated() throws IOException {
        var observer = new RecordingObserver();
        var delimited = FramedStream.over(server, FrameFormat.delimited(10, "#"), Duration.ZERO, observer);
        send("one#tw");
        client.shutdown();
        assertThat(delimited.readText(UTF_8)).isEqualTo("one");
        assertThat(rejection(delimited)).hasMessage("the peer finished after 2 bytes of a frame");
        assertThat(rejection(delimited).error()).isEqualTo(FrameError.TRUNCATED);
        assertThat(observer.events()).containsExactly("received 3", "rejected TRUNCATED");
    }

    @Test
    void aFrameThatThisSideHasCutOffIsNoFrame() throws IOException {
        send("half a comm");
        assertThat(server.peek(new byte[1])).isOne();
        server.shutdown(Half.READ);
        assertThat(frames.read()).isNull();
    }

    @Test
    void aPayloadThatCannotBeDecodedIsRejectedAndTheNextCanBe() throws IOException {
        var observer = new RecordingObserver();
        var text = FramedStream.over(server, LINES, Duration.ZERO, observer);
        send("gr\u00fcn\nok\n");
        assertThatExceptionOfType(FrameException.class)
                .isThrownBy(() -> text.readText(UTF_8))
                .withMessage("a frame's payload is not valid UTF-8")
                .satisfies(e -> assertThat(e.error()).isEqualTo(FrameError.CHARSET));
        assertThat(text.readText(UTF_8)).isEqualTo("ok");
        assertThat(observer.events()).containsExactly("received 4", "rejected CHARSET", "received 2");
    }

    @Test
    void writesFramesThatLeaveBeforeTheNextReadWaits() throws Exception {
        frames.write("one", UTF_8);
        frames.write("two".getBytes(UTF_8));
        frames.write(ByteBuffer.wrap("three".getBytes(UTF_8)));
        var waiting = Background.call(frames::read);
        var peer = FramedStream.over(client, LINES);
        assertThat(peer.readText(UTF_8)).isEqualTo("one");
        assertThat(peer.readText(UTF_8)).isEqualTo("two");
        assertThat(peer.readText(UTF_8)).isEqualTo("three");
        client.shutdown();
        assertThat(waiting.get()).isNull();
    }

    @Test
    void writesNothingOfAPayloadThatIsRefused() throws IOException {
        assertThatIllegalArgumentException().isThrownBy(() -> frames.write("two\nlines", UTF_8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> frames.write(new byte[101]))
                .withMessage("a frame's payload has 101 bytes, and the maximum is 100");
        frames.write("one", UTF_8);
        frames.close();
        assertThat(client.inputStream().readAllBytes()).asString(UTF_8).isEqualTo("one\n");
    }

    @Test
    void framesOfSeveralThreadsDoNotMix() throws Exception {
        int count = 500;
        var large = FramedStream.over(server, FrameFormat.lines(100_000));
        // One thread waits in a read, so that each frame is sent at once.
        var reader = Background.call(large::read);
        var writers = new ArrayList<Background<Void>>();
        for (String each : List.of("a", "b", "c")) {
            writers.add(Background.run(() -> {
                for (int i = 0; i < count; i++) {
                    large.write(each.repeat(1 + i * 7 % 1000), UTF_8);
                }
            }));
        }
        var peer = FramedStream.over(client, FrameFormat.lines(100_000));
        for (int i = 0; i < 3 * count; i++) {
            String line = peer.readText(UTF_8);
            assertThat(line.chars().distinct().count()).isOne();
        }
        for (Background<Void> each : writers) {
            each.get();
        }
        client.shutdown();
        assertThat(reader.get()).isNull();
    }

    private void send(String bytes) throws IOException {
        client.writeAll(bytes.getBytes(ISO_8859_1));
        client.flush();
    }

    private static SocketTimeoutException timeout(FramedStream stream) {
        try {
            throw new AssertionError("did not time out: " + stream.readView());
        } catch (SocketTimeoutException e) {
            return e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static FrameException rejection(FramedStream stream) {
        try {
            throw new AssertionError("was not rejected: " + stream.readView());
        } catch (FrameException e) {
            return e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
