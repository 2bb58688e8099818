package dev.weir.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules for addresses, files and ends of all listeners on sockets. */
@Timeout(60)
abstract class ListenerContract {

    private static final StreamOptions OPTIONS = StreamOptions.DEFAULT.withCloseTimeout(Duration.ofMillis(100));

    @TempDir
    Path directory;

    abstract TransportSource bind(String address, ListenerOptions options) throws IOException;

    private TransportSource bind(String address) throws IOException {
        return bind(address, new ListenerOptions(1024, false, OPTIONS));
    }

    private static TcpStream accept(TransportSource listener) throws IOException {
        return TcpStream.over(listener.acceptTransport(), OPTIONS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "[::1]:0", ":0", "localhost:0"})
    void bindsEveryFormOfAnAddress(String address) throws Exception {
        try (TransportSource listener = bind(address)) {
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            assertThat(port).isPositive();
            assertThat(listener.toString()).endsWith(":" + port);
            assertConnects(listener, address.substring(0, address.length() - 1) + port);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:0", "[::ffff:0.0.0.0]:0"})
    void allInterfacesOfIpv4LetNoIpv6In(String address) throws Exception {
        try (TransportSource listener = bind(address)) {
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            assertConnects(listener, "127.0.0.1:" + port);
            assertThat(listener).hasToString("0.0.0.0:" + port);
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> TcpStream.connect("[::1]:" + port));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {":0", "[::]:0"})
    void allInterfacesMeansBothFamilies(String address) throws Exception {
        try (TransportSource listener = bind(address)) {
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            assertConnects(listener, "127.0.0.1:" + port);
            assertConnects(listener, "[::1]:" + port);
        }
    }

    @Test
    void bindsAUnixSocketAndRemovesItAtClose() throws Exception {
        Path path = directory.resolve("s");
        try (TransportSource listener = bind("unix:" + path)) {
            assertThat(listener.toString()).isEqualTo("unix:" + path);
            assertThat(listener.localAddress()).isEqualTo(UnixDomainSocketAddress.of(path));
            assertConnects(listener, "unix:" + path);
            assertThat(path).exists();
        }
        assertThat(path).doesNotExist();
    }

    private static void assertConnects(TransportSource listener, String address) throws Exception {
        try (TcpStream client = TcpStream.connect(address, OPTIONS);
                TcpStream server = accept(listener)) {
            client.writeAll("hello\n".getBytes(UTF_8));
            client.flush();
            assertThat(server.readLine(UTF_8, 5)).isEqualTo("hello");
            client.shutdown();
        } finally {
            assertThat(listener.isOpen()).isTrue();
        }
    }

    @Test
    void theSameAddressTwiceIsRefused() throws IOException {
        try (TransportSource first = bind("127.0.0.1:0")) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> bind(first.toString()))
                    .withMessageContaining("in use");
        }
    }

    @Test
    void severalListenersShareAPortWhereAskedTo() throws IOException {
        var sharing = new ListenerOptions(10, true, OPTIONS);
        try (TransportSource first = bind("127.0.0.1:0", sharing);
                TransportSource second = bind(first.toString(), sharing)) {
            assertThat(second.localAddress()).isEqualTo(first.localAddress());
        }
    }

    @Test
    void anAddressCanBeBoundAgainOnceClosed() throws Exception {
        String address;
        try (TransportSource first = bind("127.0.0.1:0")) {
            address = first.toString();
            assertConnects(first, address);
        }
        try (TransportSource second = bind(address)) {
            assertConnects(second, address);
        }
    }

    @Test
    void anAddressOfAnotherMachineIsRefused() {
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind("192.0.2.1:0"))
                .withMessageContaining("assign requested address");
    }

    @Test
    void anUnknownHostIsNamed() {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> bind("host.invalid:0"))
                .withMessageContaining("host.invalid");
    }

    @Test
    void aStaleUnixSocketIsReplaced() throws Exception {
        Path path = stale(directory.resolve("s"));
        try (TransportSource listener = bind("unix:" + path)) {
            assertConnects(listener, "unix:" + path);
        }
    }

    private static Path stale(Path path) throws IOException {
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path))
                .close();
        assertThat(path).exists();
        return path;
    }

    @Test
    void aUnixSocketWithAListenerIsLeftAlone() throws Exception {
        Path path = directory.resolve("s");
        try (TransportSource first = bind("unix:" + path)) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> bind("unix:" + path))
                    .withMessageContaining("in use")
                    .withMessageContaining(path.toString());
            accept(first).close();
            assertConnects(first, "unix:" + path);
        }
    }

    @Test
    void aUnixSocketWithAFullBacklogIsInUseToo() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (var busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            busy.bind(address, 1);
            var waiting = new ArrayList<SocketChannel>();
            try {
                assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                        waiting.add(channel);
                        channel.configureBlocking(false);
                        boolean _ = channel.connect(address);
                    }
                });
                assertThatExceptionOfType(BindException.class)
                        .isThrownBy(() -> bind("unix:" + address))
                        .withMessageContaining("in use");
            } finally {
                for (var channel : waiting) {
                    channel.close();
                }
            }
        }
    }

    @Test
    void aFileInTheWayIsLeftAlone() throws Exception {
        Path file = Files.writeString(directory.resolve("precious"), "data");
        Path link = Files.createSymbolicLink(directory.resolve("link"), stale(directory.resolve("target")));
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor(20, TimeUnit.SECONDS))
                .isTrue();
        for (Path each : new Path[] {file, link, fifo, Files.createDirectory(directory.resolve("directory"))}) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> bind("unix:" + each))
                    .withMessage(each + " exists and is not a socket; it was left as it is");
            assertThat(Files.exists(each, LinkOption.NOFOLLOW_LINKS)).isTrue();
        }
        assertThat(file).hasContent("data");
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        Path path = directory.resolve("missing").resolve("s");
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind("unix:" + path))
                .withMessage(path + ": No such file or directory");
    }

    @Test
    void aDirectoryThatMayNotBeEnteredIsNamed() throws Exception {
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));
        assumeThat(Files.isExecutable(closed)).as("root may enter anything").isFalse();
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> bind("unix:" + closed.resolve("s")))
                .withMessage(closed.resolve("s") + ": Permission denied");
    }

    @Test
    void aSocketThatReplacedItSurvivesTheClose() throws Exception {
        Path path = directory.resolve("s");
        TransportSource first = bind("unix:" + path);
        Files.delete(path);
        try (TransportSource second = bind("unix:" + path)) {
            first.close();
            assertConnects(second, "unix:" + path);
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void closeDoesNotMindThatTheSocketFileIsGone() throws Exception {
        Path path = directory.resolve("s");
        TransportSource listener = bind("unix:" + path);
        Files.delete(path);
        listener.close();
        listener.close();
        assertThat(listener.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "unix"})
    void whatHasArrivedIsAcceptedBeforeItCloses(String form) throws Exception {
        TransportSource listener = bind(form.equals("unix") ? "unix:" + directory.resolve("s") : form);
        String address = listener.toString();
        try (TcpStream first = TcpStream.connect(address, OPTIONS);
                TcpStream second = TcpStream.connect(address, OPTIONS)) {
            listener.closeWhenAccepted();
            assertThat(listener.isOpen()).isTrue();
            for (TcpStream client : List.of(first, second)) {
                client.writeAll(new byte[] {1});
                client.flush();
                try (TcpStream server = accept(listener)) {
                    assertThat(server.inputStream().read()).isEqualTo(1);
                }
            }
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(listener::acceptTransport);
            assertThat(listener.isOpen()).isFalse();
            assertThatExceptionOfType(SocketException.class).isThrownBy(() -> TcpStream.connect(address, OPTIONS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "unix"})
    void closesAtOnceIfAcceptWaits(String form) throws Exception {
        TransportSource listener = bind(form.equals("unix") ? "unix:" + directory.resolve("s") : form);
        var accepting = Background.call(listener::acceptTransport).awaitBlocked();
        listener.closeWhenAccepted();
        assertThat(accepting.failure()).isInstanceOf(ClosedChannelException.class);
        assertThat(listener.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "unix"})
    void closeEndsABlockedAcceptAndLeavesStreamsOpen(String form) throws Exception {
        TransportSource listener = bind(form.equals("unix") ? "unix:" + directory.resolve("s") : form);
        try (TcpStream client = TcpStream.connect(listener.toString(), OPTIONS);
                TcpStream server = accept(listener)) {
            var accepting = Background.call(listener::acceptTransport).awaitBlocked();
            listener.close();
            assertThat(accepting.failure()).isInstanceOf(ClosedChannelException.class);
            assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(listener::acceptTransport);
            server.writeAll(new byte[] {1});
            server.flush();
            assertThat(client.inputStream().read()).isEqualTo(1);
            client.shutdown();
        }
    }
}
