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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Transport#reset()}. */
@Timeout(60)
class TransportResetTests {

    private static final long TIMEOUT = Duration.ofSeconds(30).toNanos();

    @ParameterizedTest
    @EnumSource(SocketKind.class)
    void aSocketsPeerReadsWhatHasArrivedAndThenFails(SocketKind kind) throws Exception {
        try (TransportSource listener = kind.bind("127.0.0.1:0");
                Transport client =
                        Transport.connect(StreamAddress.format(listener.localAddress()), StreamOptions.DEFAULT);
                Transport server = listener.acceptTransport()) {
            assertReset(client, server);
        }
    }

    @Test
    void aPipesPeerReadsWhatHasArrivedAndThenFails() throws Exception {
        TransportPipe pipe = Transport.pipe();
        assertReset(pipe.client(), pipe.server());
    }

    @ParameterizedTest
    @EnumSource(SocketKind.class)
    void aUnixDomainSocketIsClosed(SocketKind kind, @TempDir Path directory) throws IOException {
        try (TransportSource listener = kind.bind("unix:" + directory.resolve("s"));
                Transport client =
                        Transport.connect(StreamAddress.format(listener.localAddress()), StreamOptions.DEFAULT);
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
    @ParameterizedTest
    @EnumSource(SocketKind.class)
    void aReadDoesNotReturnTheEndOfInputAfterAWriteHasFailed(SocketKind kind) throws Exception {
        try (TransportSource listener = kind.bind("127.0.0.1:0");
                Transport client =
                        Transport.connect(StreamAddress.format(listener.localAddress()), StreamOptions.DEFAULT);
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

    @ParameterizedTest
    @EnumSource(SocketKind.class)
    void aReadReturnsTheEndOfInputOfAPeerThatFinishedBeforeItWasGone(SocketKind kind) throws Exception {
        try (TransportSource listener = kind.bind("127.0.0.1:0");
                Transport client =
                        Transport.connect(StreamAddress.format(listener.localAddress()), StreamOptions.DEFAULT);
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
    @ParameterizedTest
    @EnumSource(SocketKind.class)
    void aBlockedReadFailsWhicheverThreadTheResetIsReportedTo(SocketKind kind) throws Exception {
        try (TransportSource listener = kind.bind("127.0.0.1:0")) {
            ByteBuffer much = ByteBuffer.allocate(1_000_000);
            for (int i = 0; i < 100; i++) {
                try (Transport client = Transport.connect(
                                StreamAddress.format(listener.localAddress()), StreamOptions.DEFAULT);
                        Transport server = listener.acceptTransport()) {
                    var reader = Background.call(() -> server.read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT));
                    var writer = Background.run(() -> {
                        while (true) {
                            server.write(much.clear());
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
