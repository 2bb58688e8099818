package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectorTests {

    private static final Duration LONG = Duration.ofSeconds(50);

    /** An address without a listener: its port was free a moment ago. */
    private static InetSocketAddress refusingAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return (InetSocketAddress) socket.getLocalSocketAddress();
        }
    }

    @Test
    void triesTheNextAddress() throws IOException {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            var there = (InetSocketAddress) listener.localAddress();
            try (SocketChannel channel =
                    Connector.connect(List.of(refusingAddress(), refusingAddress(), there), LONG)) {
                assertThat(channel.getRemoteAddress()).isEqualTo(there);
            }
        }
    }

    @Test
    void ofAHostWithTwoAddressesTheSecondDoesAsWell() throws IOException {
        InetAddress[] addresses = InetAddress.getAllByName("localhost");
        assumeThat(addresses).hasSizeGreaterThan(1);
        String last = StreamAddress.format(new InetSocketAddress(addresses[addresses.length - 1], 0));
        try (TcpListener listener = TcpListener.bind(last);
                TcpStream stream =
                        TcpStream.connect("localhost:" + ((InetSocketAddress) listener.localAddress()).getPort())) {
            assertThat(stream.remoteAddress()).isEqualTo(listener.localAddress());
        }
    }

    @Test
    void throwsTheFirstFailureWithTheOthers() throws IOException {
        List<InetSocketAddress> addresses = List.of(refusingAddress(), refusingAddress());
        assertThatExceptionOfType(ConnectException.class)
                .isThrownBy(() -> Connector.connect(addresses, LONG))
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement().isInstanceOf(ConnectException.class));
    }

    @Test
    void anAddressThatDoesNotAnswerHasAShareOfTheTime() throws IOException {
        try (var full = new FullBacklog();
                TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            var there = (InetSocketAddress) listener.localAddress();
            try (SocketChannel channel = Connector.connect(List.of(full.address(), there), Duration.ofSeconds(2))) {
                assertThat(channel.getRemoteAddress()).isEqualTo(there);
            }
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(
                            () -> Connector.connect(List.of(full.address(), full.address()), Duration.ofMillis(300)))
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        }
    }

    @Test
    void anInterruptIsTheEndOfIt() throws Exception {
        try (var full = new FullBacklog()) {
            for (Thread.Builder builder : new Thread.Builder[] {Thread.ofVirtual(), Thread.ofPlatform()}) {
                var thrown = new AtomicReference<Throwable>();
                Thread thread = builder.start(() -> {
                    try {
                        Connector.connect(List.of(full.address(), full.address()), LONG)
                                .close();
                    } catch (IOException e) {
                        thrown.set(e);
                    }
                });
                await().until(() -> thread.getState() != Thread.State.NEW && isInConnect(thread));
                thread.interrupt();
                thread.join(Duration.ofSeconds(30));
                assertThat(thrown.get()).isInstanceOf(ClosedByInterruptException.class);
            }
        }
    }

    private static boolean isInConnect(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("blockingConnect")) {
                return true;
            }
        }
        return false;
    }

    /** A port that does not answer: Linux drops connection requests while the backlog is full. */
    private static final class FullBacklog implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> waiting = new ArrayList<>();

        FullBacklog() throws IOException {
            try {
                while (waiting.size() < 100) {
                    var socket = new Socket();
                    waiting.add(socket);
                    socket.connect(address(), 300);
                }
            } catch (SocketTimeoutException _) {
                // The backlog is full.
            }
        }

        InetSocketAddress address() {
            return (InetSocketAddress) server.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : waiting) {
                socket.close();
            }
            server.close();
        }
    }
}
