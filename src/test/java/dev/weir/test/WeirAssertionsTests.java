package dev.weir.test;

import static dev.weir.test.WeirAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.frame.FrameError;
import dev.weir.observe.CloseCause;
import dev.weir.observe.FrameDirection;
import dev.weir.observe.RejectReason;
import dev.weir.stream.Half;
import dev.weir.stream.Pipe;
import dev.weir.stream.TcpStream;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WeirAssertionsTests {

    @Test
    void aListenersCounts() throws IOException {
        try (var application = RunningApplication.listenersOnly()
                .listener("lines", "echo", "framing.type=line", "framing.max-size=5B", "max-connections=1")
                .start()) {
            var listener = application.listener("lines");
            assertThat(listener).hasAccepted(0).hasOpen(0).hasClosed(0);
            try (Socket socket = application.connect("lines")) {
                socket.getOutputStream().write("one\n".getBytes(UTF_8));
                assertThat(listener).hasAccepted(1).hasOpen(1).hasRead(4).hasWritten(4);
                assertThat(listener).hasFrames(FrameDirection.IN, 1).hasFrames(FrameDirection.OUT, 1);
                application.connect("lines").close();
                assertThat(listener).hasRejected(RejectReason.MAX_CONNECTIONS, 1);
                socket.getOutputStream().write("too long\n".getBytes(UTF_8));
                assertThat(listener).hasRejectedFrames(FrameError.TOO_LARGE, 1).hasOpen(0);
                assertThat(listener).hasClosed(1).hasClosed(CloseCause.PROTOCOL_ERROR, 1);
            }
        }
    }

    @Test
    void aCountThatIsNotReachedFails() {
        try (var application =
                RunningApplication.listenersOnly().listener("bytes", "echo").start()) {
            assertThatThrownBy(() -> assertThat(application.listener("bytes"))
                            .within(Duration.ofMillis(50))
                            .hasAccepted(1))
                    .hasMessageContainingAll("accepted connections of listener bytes", "1L", "0L");
        }
    }

    @Test
    void aListenerWithoutFramingHasNoFrames() {
        try (var application =
                RunningApplication.listenersOnly().listener("bytes", "echo").start()) {
            assertThatThrownBy(() -> assertThat(application.listener("bytes")).hasFrames(FrameDirection.IN, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("listener bytes has no framing");
        }
    }

    @Test
    void whatAStreamReceives() throws IOException {
        Pipe pipe = TcpStream.pipe();
        pipe.server().writeAll("one two".getBytes(UTF_8));
        pipe.server().shutdown(Half.WRITE);
        assertThat(pipe.client()).isOpen().receives("one ").receives("two").ends();
        pipe.client().close();
        assertThat(pipe.client()).isClosed();
    }

    @Test
    void otherBytesOrMoreOfThemFailWithADump() throws IOException {
        Pipe pipe = TcpStream.pipe();
        pipe.server().writeAll("one two".getBytes(UTF_8));
        pipe.server().shutdown(Half.WRITE);
        assertThatThrownBy(() -> assertThat(pipe.client()).receives("two"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("other bytes have come", "74 77 6f", "6f 6e 65");
        assertThatThrownBy(() -> assertThat(pipe.client()).ends())
                .hasMessageContaining("the end was expected, and there is more");
        assertThatThrownBy(() -> assertThat(pipe.client()).receives("two!"))
                .hasMessageContainingAll("the peer has ended", "two!");
        assertThatThrownBy(() -> assertThat(pipe.client()).isClosed()).isInstanceOf(AssertionError.class);
    }
}
