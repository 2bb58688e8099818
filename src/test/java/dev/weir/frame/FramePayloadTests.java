package dev.weir.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Pipe;
import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Observers get payload only while they want it. */
@Timeout(60)
class FramePayloadTests {

    private static final int MAX = 100;

    static Stream<Framing> framings() {
        return Stream.of(FrameFormat.lines(MAX), new SingleBytes());
    }

    /** A frame is one byte. */
    private static final class SingleBytes implements BlockingFormat {

        @Override
        public byte @Nullable [] read(InputStream input) throws IOException {
            int value = input.read();
            return value < 0 ? null : new byte[] {(byte) value};
        }

        @Override
        public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
            sink.put(payload);
        }

        @Override
        public int max() {
            return MAX;
        }
    }

    private static final class Wanting implements FrameObserver {

        private final List<String> payloads = new ArrayList<>();
        private boolean wanting = true;

        @Override
        public boolean wantsPayload() {
            return wanting;
        }

        @Override
        public void receivedPayload(ByteBuffer payload) {
            payloads.add("received " + US_ASCII.decode(payload));
        }

        @Override
        public void sentPayload(ByteBuffer payload) {
            payloads.add("sent " + US_ASCII.decode(payload));
        }
    }

    @ParameterizedTest
    @MethodSource("framings")
    void observersGetPayloadWhileTheyWantIt(Framing framing) throws IOException {
        Pipe pipe = TcpStream.pipe();
        try (TcpStream client = pipe.client();
                TcpStream server = pipe.server()) {
            var observer = new Wanting();
            FramedStream frames = FramedStream.over(server, framing, Duration.ZERO, observer);
            FramedStream other = FramedStream.over(client, framing);
            exchange(other, frames, "a", "b");
            observer.wanting = false;
            exchange(other, frames, "c", "d");
            observer.wanting = true;
            exchange(other, frames, "e", "f");
            assertThat(observer.payloads).containsExactly("received a", "sent b", "received e", "sent f");
            client.abort("the test is over");
        }
    }

    private static void exchange(FramedStream client, FramedStream server, String request, String reply)
            throws IOException {
        client.write(request, US_ASCII);
        client.flush();
        assertThat(server.readText(US_ASCII)).isEqualTo(request);
        server.write(reply, US_ASCII);
        server.flush();
        assertThat(client.readText(US_ASCII)).isEqualTo(reply);
    }
}
