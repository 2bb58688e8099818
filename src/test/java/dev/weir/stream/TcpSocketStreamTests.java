package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.random;
import static dev.weir.stream.ConnectedStreams.read;
import static dev.weir.stream.ConnectedStreams.readAll;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A stream over TCP: the contract of all streams, and what is specific to TCP. */
class TcpSocketStreamTests extends TcpStreamContract {

    @Override
    public Pipe connect(StreamOptions options) throws IOException {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0", listening(options))) {
            TcpStream client = TcpStream.connect(listener.toString(), options);
            return new Pipe(client, listener.accept());
        }
    }

    private static ListenerOptions listening(StreamOptions options) {
        return new ListenerOptions(10, false, options);
    }

    @Test
    void eachEndKnowsBothAddresses() throws IOException {
        Pipe pair = connect(OPTIONS);
        try (TcpStream client = pair.client();
                TcpStream server = pair.server()) {
            assertThat(client.remoteAddress()).isEqualTo(server.localAddress());
            assertThat(client.localAddress()).isEqualTo(server.remoteAddress()).isEqualTo(server.peerAddress());
            assertThat(((InetSocketAddress) client.remoteAddress()).getAddress())
                    .isEqualTo(InetAddress.getLoopbackAddress());
            assertThat(server.toString())
                    .contains(StreamAddress.format(server.localAddress()))
                    .contains(StreamAddress.format(server.remoteAddress()));
            client.shutdown();
        }
    }

    /** Uses a plain socket as the client, which reports a reset. */
    @Test
    void closeWithUnreadInputLosesNothingOfTheOutput() throws Exception {
        byte[] answer = random(1, 3_000_000);
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0", listening(OPTIONS));
                Socket client = new Socket()) {
            client.connect(listener.localAddress());
            client.getOutputStream().write(new byte[100_000]);
            TcpStream server = listener.accept();
            assertThat(server.read(new byte[10])).isEqualTo(10);
            var handler = Background.run(() -> {
                server.writeAll(answer);
                server.close();
            });
            var sender = Background.run(() -> client.getOutputStream().write(new byte[1_000_000]));
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
            sender.get();
            client.shutdownOutput();
            handler.get();
        }
    }

    @Test
    void closeAfterTheInputWasEndedLosesNothingOfTheOutput() throws Exception {
        byte[] answer = random(2, 3_000_000);
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0", listening(OPTIONS));
                Socket client = new Socket()) {
            client.connect(listener.localAddress());
            client.getOutputStream().write(new byte[100_000]);
            TcpStream server = listener.accept();
            server.shutdown(Half.READ);
            var handler = Background.run(() -> {
                server.writeAll(answer);
                server.close();
            });
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(answer);
            client.getOutputStream().write(new byte[1_000_000]);
            client.shutdownOutput();
            handler.get();
        }
    }

    @Test
    void closeDoesNotWaitLongForAPeerThatNeverFinishes() throws Exception {
        Pipe pair = connect(HASTY);
        pair.client().close();
        assertThat(pair.server().isOpen()).isTrue();
        pair.server().close();
    }

    @Test
    void closeDoesNotWaitForeverForAPeerThatNeverStopsSending() throws Exception {
        Pipe pair = connect(HASTY);
        var sender = Background.run(() -> {
            while (true) {
                pair.client().writeAll(new byte[1_000]);
            }
        });
        pair.server().close();
        assertThat(sender.failure()).isInstanceOf(IOException.class);
        pair.client().abort("done");
    }

    @Test
    void abortEndsALingeringClose() throws Exception {
        Pipe pair = connect(OPTIONS.withCloseTimeout(Duration.ofHours(1)));
        var closer = Background.run(pair.client()::close);
        assertThat(pair.server().read(new byte[1])).isEqualTo(-1);
        closer.awaitBlocked();
        pair.client().abort("enough");
        closer.get();
        pair.server().abort("done");
    }

    @Test
    void closingTwiceAtOnceDoesNotCutTheFirstShort() throws Exception {
        Pipe pair = connect(OPTIONS.withCloseTimeout(Duration.ofHours(1)));
        var closer = Background.run(pair.client()::close);
        assertThat(pair.server().read(new byte[1])).isEqualTo(-1);
        pair.client().close();
        assertThat(closer.awaitBlocked().isDone()).isFalse();
        pair.server().close();
        closer.get();
    }

    @Test
    void aResetIsAnIOExceptionEachTime() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0", listening(OPTIONS))) {
            Socket client = new Socket();
            client.connect(listener.localAddress());
            TcpStream server = listener.accept();
            client.setSoLinger(true, 0);
            client.close();
            for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> server.read(new byte[10]))
                        .withMessageContaining("reset");
            }
            assertThat(server.isOpen()).isTrue();
            server.close();
        }
    }

    @Test
    void bytesSentBeforeTheEndAreReadAfterIt() throws Exception {
        Pipe pair = connect(OPTIONS);
        pair.client().writeAll("all of it".getBytes(UTF_8));
        pair.client().shutdown();
        assertThat(readAll(pair.server())).isEqualTo("all of it");
        pair.server().close();
        pair.client().close();
    }

    @Test
    void aPlatformThreadMayUseAStreamToo() throws Exception {
        Pipe pair = connect(OPTIONS);
        List<Throwable> failures = new ArrayList<>();
        Thread echo = Thread.ofPlatform().start(() -> {
            try (TcpStream server = pair.server()) {
                server.readTimeout(Background.PATIENCE);
                server.transferTo(server);
            } catch (IOException e) {
                failures.add(e);
            }
        });
        send(pair.client(), "hello");
        assertThat(readFully(pair.client(), 5)).isEqualTo("hello");
        pair.client().close();
        assertThat(echo.join(Background.PATIENCE)).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void oneTimedAndOneBlockedPlatformThreadDoNotDisturbEachOther() throws Exception {
        Pipe pair = connect(OPTIONS);
        byte[] flood = random(3, 20_000_000);
        TcpStream client = pair.client();
        client.readTimeout(Duration.ofMillis(1));
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                client.writeAll(flood);
                client.shutdown();
            } catch (IOException e) {
                client.abort(e.toString());
            }
        });
        for (int i = 0; i < 20; i++) {
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.read(new byte[1]));
        }
        assertThat(pair.server().inputStream().readAllBytes()).isEqualTo(flood);
        assertThat(writer.join(Background.PATIENCE)).isTrue();
        pair.server().close();
        client.close();
    }

    @Test
    void connectIsRefusedWithoutAListener() throws IOException {
        String address;
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            address = listener.toString();
        }
        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> TcpStream.connect(address));
    }

    @Test
    void connectGivesUpAfterItsTimeout() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var fillers = new Sockets()) {
            StreamOptions hasty = OPTIONS.withConnectTimeout(Duration.ofMillis(50));
            String address = "127.0.0.1:" + full.getLocalPort();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> {
                for (int i = 0; i < 20; i++) {
                    fillers.streams.add(TcpStream.connect(address, hasty));
                }
            });
        }
    }

    @Test
    void connectRefusesUnknownHosts() {
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> TcpStream.connect("host.invalid:80"))
                .withMessageContaining("host.invalid");
    }

    @Test
    void socketSettingsReachTheSocket() throws Exception {
        var settings = new SocketSettings(true, KeepAlive.ON, 20_000, 20_000, Duration.ofMillis(300));
        Pipe pair = connect(OPTIONS.withSocket(settings));
        send(pair.client(), "hello");
        assertThat(read(pair.server(), 10)).isEqualTo("hello");
        pair.client().abort("done");
        pair.server().abort("done");
    }

    @Test
    void sixtyFourEchoesAtOnce() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0", listening(OPTIONS))) {
            Background.run(() -> {
                while (true) {
                    TcpStream stream = listener.accept();
                    Background.run(() -> {
                        try (stream) {
                            stream.transferTo(stream);
                        }
                    });
                }
            });
            List<Background<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                byte[] message = random(i, 200);
                clients.add(Background.run(() -> {
                    try (TcpStream client = TcpStream.connect(listener.toString(), OPTIONS)) {
                        ByteBuffer answer = ByteBuffer.allocate(200);
                        for (int round = 0; round < 200; round++) {
                            client.writeAll(message);
                            client.readFully(answer.array());
                            assertThat(answer.array()).isEqualTo(message);
                        }
                    }
                }));
            }
            for (var client : clients) {
                client.get();
            }
        }
    }

    private static final class Sockets implements AutoCloseable {

        private final List<TcpStream> streams = new ArrayList<>();

        @Override
        public void close() {
            streams.forEach(stream -> stream.abort("done"));
        }
    }

    /** More transfers at once than there are large buffers, each with different bytes. */
    @Test
    void manyBusyEchoesNeverMixTheirBytes() throws Exception {
        int streams = 100;
        int length = 600_000;
        var clients = new ArrayList<Background<byte[]>>();
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0", new ListenerOptions(streams, false, OPTIONS))) {
            for (int i = 0; i < streams; i++) {
                TcpStream client = TcpStream.connect(listener.toString(), OPTIONS);
                TcpStream server = listener.accept();
                byte[] sent = random(100 + i, length);
                Background.run(() -> {
                    try (server) {
                        server.transferTo(server);
                    }
                });
                Background.run(() -> {
                    client.writeAll(sent);
                    client.shutdown();
                });
                clients.add(Background.call(() -> {
                    byte[] received = new byte[length];
                    client.readFully(received);
                    client.close();
                    return received;
                }));
            }
            for (int i = 0; i < streams; i++) {
                assertThat(clients.get(i).get()).isEqualTo(random(100 + i, length));
            }
        }
    }
}
