package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Transport#reset()}. */
@Timeout(60)
class TransportResetTests {

    private static final long TIMEOUT = Duration.ofSeconds(30).toNanos();

    @Test
    void aSocketsPeerReadsWhatHasArrivedAndThenFails() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0");
                Transport client = Transport.connect(listener.toString(), StreamOptions.DEFAULT);
                Transport server = listener.acceptTransport()) {
            assertReset(client, server);
        }
    }

    @Test
    void aPipesPeerReadsWhatHasArrivedAndThenFails() throws Exception {
        TransportPipe pipe = Transport.pipe();
        assertReset(pipe.client(), pipe.server());
    }

    @Test
    void aUnixDomainSocketIsClosed(@TempDir Path directory) throws IOException {
        try (TcpListener listener = TcpListener.bind("unix:" + directory.resolve("s"));
                Transport client = Transport.connect(listener.toString(), StreamOptions.DEFAULT);
                Transport server = listener.acceptTransport()) {
            client.reset();
            assertThat(client.isOpen()).isFalse();
            assertThat(server.read(ByteBuffer.allocate(1), TIMEOUT)).isEqualTo(-1);
        }
    }

    @Test
    void aBlockedReadOfTheOtherEndFails() throws Exception {
        TransportPipe pipe = Transport.pipe();
        var read = Background.call(() -> pipe.server().read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT));
        read.awaitBlocked();
        pipe.client().reset();
        assertThat(read.failure()).isInstanceOf(SocketException.class).hasMessage("Connection reset");
    }

    /** The operating system reports the reset once. */
    @Test
    void aReadDoesNotReturnTheEndOfInputAfterAWriteHasFailed() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0");
                Transport client = Transport.connect(listener.toString(), StreamOptions.DEFAULT);
                Transport server = listener.acceptTransport()) {
            client.reset();
            assertThatThrownBy(() -> {
                        while (true) {
                            server.write(ByteBuffer.allocate(1));
                        }
                    })
                    .hasMessageContaining("Connection reset");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> server.read(ByteBuffer.allocate(1), TIMEOUT))
                        .isInstanceOf(SocketException.class)
                        .hasMessage("Connection reset");
            }
        }
    }

    @Test
    void aReadReturnsTheEndOfInputOfAPeerThatFinishedBeforeItWasGone() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0");
                Transport client = Transport.connect(listener.toString(), StreamOptions.DEFAULT);
                Transport server = listener.acceptTransport()) {
            client.shutdown(Half.WRITE);
            client.reset();
            assertThatThrownBy(() -> {
                        while (true) {
                            server.write(ByteBuffer.allocate(1));
                        }
                    })
                    .hasMessage("Broken pipe");
            assertThat(server.read(ByteBuffer.allocate(1), TIMEOUT)).isEqualTo(-1);
        }
    }

    /** Reader and writer are woken at the same time, and only one of them is told. */
    @Test
    void aBlockedReadFailsWhicheverThreadTheResetIsReportedTo() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            for (int i = 0; i < 200; i++) {
                try (Transport client = Transport.connect(listener.toString(), StreamOptions.DEFAULT);
                        Transport server = listener.acceptTransport()) {
                    var reader = Background.call(() -> server.read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT));
                    var writer = Background.run(() -> {
                        while (true) {
                            server.write(ByteBuffer.allocate(1_000_000));
                        }
                    });
                    reader.awaitBlocked();
                    writer.awaitBlocked();
                    client.reset();
                    assertThat(reader.failure()).hasMessage("Connection reset");
                    assertThat(writer.failure()).isInstanceOf(IOException.class);
                }
            }
        }
    }

    private static void assertReset(Transport client, Transport server) throws IOException {
        client.write(ByteBuffer.wrap(new byte[] {7}));
        ByteBuffer one = ByteBuffer.allocate(1);
        assertThat(server.read(one, TIMEOUT)).isEqualTo(1);
        client.reset();
        client.reset();
        assertThat(client.isOpen()).isFalse();
        assertThatThrownBy(() -> server.read(one.clear(), TIMEOUT))
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
        assertThatThrownBy(() -> {
                    while (true) {
                        server.write(ByteBuffer.allocate(1));
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageMatching("Connection reset.*|Broken pipe");
        assertThatThrownBy(() -> client.read(one.clear(), TIMEOUT)).isInstanceOf(ClosedChannelException.class);
    }
}
