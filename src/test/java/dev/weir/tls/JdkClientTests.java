package dev.weir.tls;

import static dev.weir.tls.TlsPair.LONG;
import static dev.weir.tls.TlsPair.async;
import static dev.weir.tls.TlsPair.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.stream.Half;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses the JDK's blocking client over real sockets, for what this project's client does not do. */
@Timeout(120)
class JdkClientTests {

    private static final TlsContext CONTEXT = TlsContext.of(TlsPair.SERVER.context());
    private static final TlsServer SERVER = TlsServer.of(() -> CONTEXT);

    private TcpListener listener;

    @BeforeEach
    void listen() throws IOException {
        listener = TcpListener.bind("127.0.0.1:0");
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    private SSLSocket connect(String protocol) throws IOException {
        SSLSocket socket = (SSLSocket)
                TestCertificates.trusting(TlsPair.SERVER).getSocketFactory().createSocket();
        socket.connect(listener.localAddress());
        socket.setSoTimeout(Math.toIntExact(LONG.toMillis()));
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }

    private TlsTransport accept(Transport transport) throws IOException {
        TlsTransport tls = TlsTransport.accept(transport, SERVER);
        tls.handshake(LONG);
        return tls;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void echoes(String protocol) throws Exception {
        CompletableFuture<Long> echo = async(() -> {
            try (TcpStream stream = TcpStream.over(accept(listener.acceptTransport()), StreamOptions.DEFAULT)) {
                assertThat(stream.remoteAddress()).isInstanceOf(InetSocketAddress.class);
                return stream.transferTo(stream);
            }
        });
        byte[] bytes = new byte[2_000_000];
        new Random(5).nextBytes(bytes);
        try (SSLSocket socket = connect(protocol)) {
            CompletableFuture<Void> writer = async(() -> {
                socket.getOutputStream().write(bytes);
                return null;
            });
            assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
            get(writer);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(get(echo)).isEqualTo(bytes.length);
    }

    /** A handshake on an established TLS 1.3 connection sends a KeyUpdate that requests one in return. */
    @Test
    void keysAreUpdatedWhileBothSidesWrite() throws Exception {
        CompletableFuture<Long> echo = async(() -> {
            try (TcpStream stream = TcpStream.over(accept(listener.acceptTransport()), StreamOptions.DEFAULT)) {
                return stream.transferTo(stream);
            }
        });
        byte[] block = new byte[40_000];
        try (SSLSocket socket = connect("TLSv1.3")) {
            CompletableFuture<byte[]> reader =
                    async(() -> socket.getInputStream().readNBytes(50 * block.length));
            for (int i = 0; i < 50; i++) {
                socket.startHandshake();
                socket.getOutputStream().write(block);
            }
            assertThat(get(reader)).hasSize(50 * block.length);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(get(echo)).isEqualTo(50L * block.length);
    }

    @Test
    void anUpdateOfKeysIsAnsweredThoughTheApplicationOnlyReads() throws Exception {
        var written = new AtomicLong();
        try (SSLSocket socket = connect("TLSv1.3")) {
            CompletableFuture<TlsTransport> server =
                    async(() -> accept(countingWrites(listener.acceptTransport(), written)));
            socket.startHandshake();
            try (TlsTransport tls = get(server)) {
                CompletableFuture<Integer> reader = async(() -> tls.read(ByteBuffer.allocate(100), 0));
                long before = written.get();
                socket.startHandshake();
                await().atMost(LONG).until(() -> written.get() > before);
                assertThat(reader).isNotDone();
                TlsPair.send(tls, "with the new key");
                assertThat(socket.getInputStream().readNBytes(16)).asString().isEqualTo("with the new key");
                socket.getOutputStream().write(new byte[3]);
                assertThat(get(reader)).isEqualTo(3);
            }
        }
    }

    private static Transport countingWrites(Transport transport, AtomicLong written) {
        return (Transport) Proxy.newProxyInstance(
                Transport.class.getClassLoader(), new Class<?>[] {Transport.class}, (_, method, arguments) -> {
                    try {
                        Object result = method.invoke(transport, arguments);
                        if (method.getName().equals("write")) {
                            written.addAndGet((int) result);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aReaderDoesNotWaitBehindAWriterWhosePeerDoesNotRead() throws Exception {
        try (SSLSocket socket = connect("TLSv1.3")) {
            CompletableFuture<TlsTransport> server = async(() -> accept(listener.acceptTransport()));
            socket.startHandshake();
            try (TlsTransport tls = get(server)) {
                var written = new AtomicLong();
                CompletableFuture<Void> writer = async(() -> {
                    while (true) {
                        written.addAndGet(tls.write(ByteBuffer.allocate(100_000)));
                    }
                });
                awaitStandstill(written);
                for (int i = 0; i < 20; i++) {
                    socket.startHandshake();
                    socket.getOutputStream().write(i);
                    ByteBuffer one = ByteBuffer.allocate(1);
                    assertThat(tls.read(one, LONG.toNanos())).isEqualTo(1);
                    assertThat(one.get(0)).isEqualTo((byte) i);
                }
                assertThat(writer).isNotDone();
                end(tls);
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(writer));
            }
        }
    }

    private static void end(Transport transport) throws IOException {
        transport.close();
    }

    private static void awaitStandstill(AtomicLong written) {
        var last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(200)).atMost(LONG).until(() -> {
            long now = written.get();
            return now > 0 && last.getAndSet(now) == now;
        });
    }

    @Test
    void aPeerThatUpdatesKeysWithoutEndAndDoesNotReadIsRefused() throws Exception {
        try (SSLSocket socket = connect("TLSv1.3")) {
            CompletableFuture<TlsTransport> server = async(() -> accept(listener.acceptTransport()));
            socket.startHandshake();
            try (TlsTransport tls = get(server)) {
                var written = new AtomicLong();
                CompletableFuture<Void> writer = async(() -> {
                    while (true) {
                        written.addAndGet(tls.write(ByteBuffer.allocate(100_000)));
                    }
                });
                awaitStandstill(written);
                CompletableFuture<Integer> reader = async(() -> tls.read(ByteBuffer.allocate(1), 0));
                for (int i = 0; i < 1000 && !reader.isDone(); i++) {
                    socket.startHandshake();
                }
                assertThatExceptionOfType(SSLException.class)
                        .isThrownBy(() -> get(reader))
                        .withMessageContaining("updates its keys")
                        .extracting(TlsFailure::of)
                        .isEqualTo(TlsFailure.RENEGOTIATION);
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> get(writer));
            } catch (IOException _) {
                // The test has closed the client's socket.
            }
        }
    }

    @Test
    void renegotiationIsRefused() throws Exception {
        try (SSLSocket socket = connect("TLSv1.2")) {
            CompletableFuture<TlsTransport> server = async(() -> accept(listener.acceptTransport()));
            socket.startHandshake();
            try (TlsTransport tls = get(server)) {
                CompletableFuture<Integer> reader = async(() -> tls.read(ByteBuffer.allocate(1), 0));
                assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                    socket.startHandshake();
                    socket.getInputStream().read();
                });
                assertThatExceptionOfType(SSLException.class)
                        .isThrownBy(() -> get(reader))
                        .withMessageContaining("requested a renegotiation")
                        .extracting(TlsFailure::of)
                        .isEqualTo(TlsFailure.RENEGOTIATION);
            }
        }
    }

    @Test
    void sessionsAreResumed() throws Exception {
        var context = TestCertificates.trusting(TlsPair.SERVER);
        byte[] first = null;
        for (int i = 0; i < 2; i++) {
            CompletableFuture<TlsTransport> server = async(() -> accept(listener.acceptTransport()));
            InetSocketAddress address = (InetSocketAddress) listener.localAddress();
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", address.getPort())) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.startHandshake();
                byte[] id = socket.getSession().getId();
                if (i == 0) {
                    first = id;
                } else {
                    assertThat(id).isEqualTo(first);
                }
                TlsTransport tls = get(server);
                TlsPair.send(tls, "hello");
                assertThat(new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII))
                        .isEqualTo("hello");
                tls.shutdown(Half.WRITE);
                tls.close();
            }
        }
    }
}
