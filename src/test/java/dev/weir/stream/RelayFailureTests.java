package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.readAll;
import static dev.weir.stream.ConnectedStreams.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A relay whose upstream follows a script. */
@Timeout(60)
class RelayFailureTests {

    private final Pipe pipe = TcpStream.pipe();
    private final CountDownLatch written = new CountDownLatch(1);

    private Background<RelayResult> relay(ScriptedTransport upstream) {
        return Background.call(
                () -> Relay.copyBidirectional(pipe.server(), TcpStream.over(upstream, ConnectedStreams.OPTIONS)));
    }

    @Test
    void countsTheBytesThatTheTargetAcceptedBeforeItFailed() throws Exception {
        var upstream = new ScriptedTransport();
        upstream.onWrite(source -> {
            source.position(3);
            return 3;
        });
        upstream.onWrite(ScriptedTransport.fails(new IOException("No route to host")));
        upstream.onSilence(_ -> {
            await(upstream.closed);
            throw new SocketException("closed");
        });
        var relay = relay(upstream);
        send(pipe.client(), "0123456789");
        RelayResult result = relay.get();
        assertThat(result.bytesToUpstream()).isEqualTo(3);
        assertThat(result.bytesToClient()).isZero();
        assertThat(result.end().side()).isEqualTo(RelaySide.UPSTREAM);
        assertThat(result.end().kind()).isEqualTo(RelayEnd.Kind.FAILED);
        assertClientReset();
    }

    @Test
    void bytesThatATransportConsumedAndDidNotSendAreNotCounted() throws Exception {
        var upstream = new ScriptedTransport();
        upstream.onWrite(source -> {
            source.position(source.limit());
            throw new IOException("Broken cipher");
        });
        upstream.onSilence(_ -> {
            await(upstream.closed);
            return -1;
        });
        var relay = relay(upstream);
        send(pipe.client(), "0123456789");
        assertThat(relay.get().bytesToUpstream()).isZero();
        assertClientReset();
    }

    @Test
    void whatAnUpstreamSentBeforeItWasGoneIsPassedOnAfterAFailedWrite() throws Exception {
        var upstream = new ScriptedTransport();
        upstream.onWrite(_ -> {
            written.countDown();
            throw new SocketException("Connection reset by peer");
        });
        upstream.onRead(destination -> {
            await(written);
            return ScriptedTransport.bytes("last ").move(destination);
        });
        upstream.onRead(ScriptedTransport.bytes("words"));
        var relay = relay(upstream);
        send(pipe.client(), "request");
        assertThat(readAll(pipe.client())).isEqualTo("last words");
        RelayResult result = relay.get();
        assertThat(result.bytesToClient()).isEqualTo(10);
        assertThat(result.end().kind()).isEqualTo(RelayEnd.Kind.RESET);
    }

    @Test
    void aTimeoutOfTheOperatingSystemIsATimeout() throws Exception {
        var relay =
                relay(new ScriptedTransport().onRead(ScriptedTransport.fails(new IOException("Connection timed out"))));
        assertThat(relay.get().end().kind()).isEqualTo(RelayEnd.Kind.TIMED_OUT);
        assertClientReset();
    }

    @Test
    void whatIsNoFailureOfAStreamIsThrownAndEndsBoth() throws Exception {
        var upstream = new ScriptedTransport().onRead(_ -> {
            throw new IllegalStateException("a defect");
        });
        assertThat(relay(upstream).failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a defect");
        assertThat(upstream.isOpen()).isFalse();
        assertClientReset();
    }

    @Test
    void anErrorOnTheCallersThreadIsThrownAndEndsBoth() throws Exception {
        var upstream = new ScriptedTransport();
        upstream.onWrite(_ -> {
            throw new OutOfMemoryError("a test");
        });
        upstream.onSilence(_ -> {
            await(upstream.closed);
            return -1;
        });
        var relay = relay(upstream);
        send(pipe.client(), "request");
        assertThat(relay.failure()).isInstanceOf(OutOfMemoryError.class);
        assertClientReset();
    }

    private void assertClientReset() {
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> readAll(pipe.client()))
                .withMessage("Connection reset");
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
