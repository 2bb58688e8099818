package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.linux.LinuxListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class LinuxListenerTests extends ListenerContract {

    @Override
    TransportSource bind(String address, ListenerOptions options) throws IOException {
        return LinuxListener.bind(address, options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "[::1]:0", ":0", "0.0.0.0:0"})
    void aConnectionKnowsBothAddresses(String address) throws IOException {
        try (TransportSource listener = bind(address, ListenerOptions.DEFAULT)) {
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            String host = address.startsWith("[") ? "[::1]:" : "127.0.0.1:";
            try (Transport client = Transport.connect(host + port, StreamOptions.DEFAULT);
                    Transport server = listener.acceptTransport()) {
                assertThat(server.localAddress()).isEqualTo(client.remoteAddress());
                assertThat(server.remoteAddress()).isEqualTo(client.localAddress());
            }
        }
    }

    @Test
    void aClientOfAUnixSocketHasItsPathIfItIsBound() throws IOException {
        Path path = directory.resolve("s");
        Path own = directory.resolve("client");
        try (TransportSource listener = bind("unix:" + path, ListenerOptions.DEFAULT);
                SocketChannel unbound = SocketChannel.open(UnixDomainSocketAddress.of(path));
                Transport first = listener.acceptTransport();
                SocketChannel bound = SocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(own))) {
            assertThat(unbound.isConnected()).isTrue();
            assertThat(first.remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
            bound.connect(UnixDomainSocketAddress.of(path));
            try (Transport second = listener.acceptTransport()) {
                assertThat(second.remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(own));
                assertThat(second.localAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
            }
        }
    }

    /** Urgent data ends a read early, with more bytes behind it and no event for them. */
    @Test
    void bytesBehindUrgentDataAreReadAtOnce() throws Exception {
        try (TransportSource listener = bind("127.0.0.1:0", ListenerOptions.DEFAULT);
                SocketChannel client = SocketChannel.open(listener.localAddress());
                Transport server = listener.acceptTransport()) {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            client.write(ByteBuffer.wrap(new byte[] {1}));
            ByteBuffer read = ByteBuffer.allocate(100);
            assertThat(server.read(read, Background.PATIENCE.toNanos())).isEqualTo(1);
            var reader = Background.call(() -> {
                while (read.position() < 5) {
                    server.read(read, Background.PATIENCE.toNanos());
                }
                return read.position();
            });
            client.write(ByteBuffer.wrap(new byte[] {2, 3}));
            client.socket().sendUrgentData('!');
            client.write(ByteBuffer.wrap(new byte[] {4, 5}));
            assertThat(reader.get()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "unix"})
    @SuppressWarnings("try") // Closes early.
    void aWaitForInputEndsWithBytesAndNotBefore(String address) throws Exception {
        try (TransportSource listener = bind(
                        address.equals("unix") ? "unix:" + directory.resolve("s") : address, ListenerOptions.DEFAULT);
                Transport client =
                        Transport.connect(StreamAddress.format(listener.localAddress()), StreamOptions.DEFAULT);
                Transport server = listener.acceptTransport()) {
            ByteBuffer read = ByteBuffer.allocate(2);
            for (int round = 0; round < 100; round++) {
                var waiting = Background.call(() -> server.awaitInput(Background.PATIENCE.toNanos()));
                if (round % 2 == 0) {
                    waiting.awaitBlocked();
                    assertThat(waiting.isDone()).isFalse();
                }
                client.write(ByteBuffer.wrap(new byte[] {1, 2}));
                assertThat(waiting.get()).isTrue();
                while (read.hasRemaining()) {
                    server.read(read, Background.PATIENCE.toNanos());
                }
                read.clear();
            }
            client.close();
            assertThat(server.awaitInput(Background.PATIENCE.toNanos())).isFalse();
            assertThat(server.read(read, Background.PATIENCE.toNanos())).isEqualTo(-1);
        }
    }

    /** Otherwise the peer could have buffers held that a thread waits with. */
    @Test
    void urgentDataIsNoInputToWaitFor() throws Exception {
        try (TransportSource listener = bind("127.0.0.1:0", ListenerOptions.DEFAULT);
                SocketChannel client = SocketChannel.open(listener.localAddress());
                Transport server = listener.acceptTransport()) {
            var waiting = Background.call(() -> server.awaitInput(Background.PATIENCE.toNanos()));
            waiting.awaitBlocked();
            client.socket().sendUrgentData('!');
            assertThat(waiting.get()).isFalse();
            assertThat(server.awaitInput(Background.PATIENCE.toNanos())).isFalse();
        }
    }
}
