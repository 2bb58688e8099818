package dev.weir.test;

import static dev.weir.testing.TransportText.read;
import static dev.weir.testing.TransportText.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.stream.Background;
import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportPipe;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a connection with faults ends. */
@Timeout(60)
class FaultCutTests {

    private static final long LONG = Duration.ofSeconds(30).toNanos();
    private static final long SHORT = Duration.ofMillis(20).toNanos();

    private final TransportPipe pipe = Transport.pipe();
    private final Transport peer = pipe.client();

    private Transport with(Faults faults) {
        return faults.applyTo(pipe.server());
    }

    @Test
    void aStalledReadEndsWithItsTimeout() throws IOException {
        Transport transport = with(Faults.none().stallAfter(3));
        write(peer, "abcdef");
        assertThat(read(transport, LONG)).isEqualTo("abc");
        assertThat(transport.available()).isZero();
        long start = System.nanoTime();
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> read(transport, SHORT));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT);
        assertThat(write(transport, "written")).isEqualTo(7);
    }

    @Test
    void aStalledReadEndsWithAClose() throws Exception {
        Transport transport = with(Faults.none().stallAfter(0));
        var read = Background.call(() -> read(transport, Transport.NO_TIMEOUT)).awaitBlocked();
        transport.close();
        assertThat(read.failure()).isInstanceOf(ClosedChannelException.class);
        assertThat(transport.isOpen()).isFalse();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> read(transport, LONG));
    }

    @Test
    void aStalledReadEndsWithAnInterruptWhichCloses() throws Exception {
        Transport transport = with(Faults.none().stallAfter(0));
        var read = Background.call(() -> read(transport, LONG)).awaitBlocked();
        read.interrupt();
        assertThat(read.failure()).isInstanceOf(ClosedByInterruptException.class);
        assertThat(transport.isOpen()).isFalse();
        assertThat(read(peer, LONG)).isEqualTo("end");
    }

    @Test
    void aStalledReadEndsWithTheShutdownOfItsDirection() throws Exception {
        Transport transport = with(Faults.none().stallAfter(0));
        var read = Background.call(() -> read(transport, LONG)).awaitBlocked();
        transport.shutdown(Half.READ);
        assertThat(read.get()).isEqualTo("end");
    }

    @Test
    void aStalledWriteEndsWithAClose() throws Exception {
        Transport transport = with(Faults.none().writing(Faults.none().stallAfter(2)));
        assertThat(write(transport, "abc")).isEqualTo(2);
        var write = Background.call(() -> write(transport, "c")).awaitBlocked();
        assertThat(read(peer, LONG)).isEqualTo("ab");
        transport.close();
        assertThat(write.failure()).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aResetComesAfterTheLastByteBeforeItAndFailsBothDirections() throws IOException {
        Transport transport = with(Faults.none().resetAfter(3));
        write(peer, "abcdef");
        assertThat(read(transport, LONG)).isEqualTo("abc");
        assertReset(() -> read(transport, LONG));
        assertReset(() -> write(transport, "x"));
        assertReset(() -> read(peer, LONG));
        transport.shutdown(Half.WRITE);
        transport.finish();
        assertThat(transport.isOpen()).as("this side has not closed it").isTrue();
        transport.close();
        assertThat(transport.isOpen()).isFalse();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> read(transport, LONG));
    }

    @Test
    void aResetWhileWritingFailsAReadThatWaits() throws Exception {
        Transport transport = with(Faults.none().writing(Faults.none().resetAfter(1)));
        var read = Background.call(() -> read(transport, Transport.NO_TIMEOUT)).awaitBlocked();
        assertThat(write(transport, "ab")).isEqualTo(1);
        assertThat(read.failure()).isInstanceOf(SocketException.class).hasMessage("Connection reset");
    }

    @Test
    void aResetAfterNothingComesWithTheFirstCall() {
        assertReset(() ->
                write(with(Faults.none().resetAfter(0).writing(Faults.none().resetAfter(0))), "x"));
    }

    @Test
    void theInputEndsAndTheOtherDirectionGoesOn() throws IOException {
        Transport transport = with(Faults.none().endAfter(3));
        write(peer, "abcdef");
        assertThat(read(transport, LONG)).isEqualTo("abc");
        assertThat(read(transport, LONG)).isEqualTo("end");
        assertThat(read(transport, Transport.NO_TIMEOUT)).isEqualTo("end");
        assertThat(write(transport, "more")).isEqualTo(4);
    }

    @Test
    void writesAfterAnEndFailAsThoseToAPeerThatHasClosed() throws IOException {
        Transport transport = with(Faults.none().writing(Faults.none().endAfter(3)));
        assertThat(write(transport, "abcdef")).isEqualTo(3);
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> write(transport, "def"))
                .withMessage("Broken pipe");
    }

    private static void assertReset(Action action) {
        assertThatExceptionOfType(SocketException.class).isThrownBy(action::run).withMessage("Connection reset");
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }
}
