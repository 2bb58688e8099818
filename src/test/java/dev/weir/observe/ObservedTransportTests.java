package dev.weir.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservedTransportTests {

    private final List<Side> shutdowns = new ArrayList<>();
    private final ObservedConnection connection = QueuedObserverTests.connection(7, new ConnectionObserver() {
        @Override
        public void shutDown(ObservedConnection shutDown, Side side) {
            shutdowns.add(side);
        }
    });

    @Test
    void countsWhatTheSocketGivesAndTakes() throws IOException {
        ObservedTransport transport = scripted(5, 3, 4);
        transport.read(ByteBuffer.allocate(10), Transport.NO_TIMEOUT);
        transport.write(ByteBuffer.allocate(10));
        transport.write(ByteBuffer.allocate(10));

        assertThat(connection.bytesRead()).isEqualTo(5);
        assertThat(connection.bytesWritten()).isEqualTo(7);
    }

    @Test
    void countsThePeersEndOnce() throws IOException {
        ObservedTransport transport = scripted(-1, -1);
        transport.read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT);
        transport.read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT);

        assertThat(shutdowns).containsExactly(Side.REMOTE);
        assertThat(connection.bytesRead()).isZero();
    }

    @Test
    void tellsTheHandlersShutdownFromTheCloseAtItsEnd() throws IOException {
        ObservedTransport transport = scripted();
        transport.finish();
        assertThat(shutdowns).isEmpty();

        transport.shutdown(Half.WRITE);
        transport.shutdown(Half.WRITE);
        assertThat(shutdowns).containsExactly(Side.LOCAL);
    }

    @Test
    void takesNeitherItsOwnEndOfInputNorTheAnswerToItsCloseForThePeersEnd() throws IOException {
        ObservedTransport ownEnd = scripted(-1);
        ownEnd.shutdown(Half.READ);
        ownEnd.read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT);
        ObservedTransport closing = scripted(-1);
        closing.finish();
        closing.read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT);

        assertThat(shutdowns).isEmpty();
        assertThat(connection.isHalfClosed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection reset", "Connection reset by peer", "Broken pipe"})
    void knowsAResetByItsMessage(String message) throws IOException {
        ObservedTransport transport = scripted(5, new SocketException(message));
        transport.read(ByteBuffer.allocate(5), Transport.NO_TIMEOUT);
        assertThatThrownBy(() -> transport.write(ByteBuffer.allocate(1))).isSameAs(connection.failure());

        assertThat(connection.cause()).isEqualTo(CloseCause.PEER_RESET);
    }

    @Test
    void takesAResetBeforeAnyByteForAProbe() {
        assertThatThrownBy(() -> scripted(new SocketException("Connection reset"))
                        .read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT))
                .isSameAs(connection.failure());

        assertThat(connection.cause()).isEqualTo(CloseCause.PROBE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Too many open files", "Cannot allocate memory", "No buffer space available"})
    void knowsAShortageByItsMessage(String message) {
        assertThatThrownBy(() -> scripted(new IOException(message)).write(ByteBuffer.allocate(1)))
                .isSameAs(connection.failure());

        assertThat(connection.cause()).isEqualTo(CloseCause.RESOURCE);
    }

    @Test
    void blamesTheNetworkForWhatIsNoReset() {
        assertThatThrownBy(() -> scripted(new NoRouteToHostException("No route to host"))
                        .read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT))
                .isSameAs(connection.failure());

        assertThat(connection.cause()).isEqualTo(CloseCause.IO_ERROR);
    }

    @Test
    void takesNeitherATimeLimitNorItsOwnCloseForAFailure() {
        assertThatThrownBy(() -> scripted(new SocketTimeoutException()).read(ByteBuffer.allocate(1), 1))
                .isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() ->
                        scripted(new AsynchronousCloseException()).read(ByteBuffer.allocate(1), Transport.NO_TIMEOUT))
                .isInstanceOf(AsynchronousCloseException.class);

        assertThat(connection.cause()).isNull();
        assertThat(connection.failure()).isNull();
    }

    @Test
    void keepsTheFirstCause() {
        connection.end(CloseCause.ADMIN);
        assertThatThrownBy(
                () -> scripted(new SocketException("Connection reset")).write(ByteBuffer.allocate(1)));

        assertThat(connection.cause()).isEqualTo(CloseCause.ADMIN);
    }

    @Test
    void showsThatAReadIsGoingOnAndThatItEnded() throws IOException {
        var moves = new ArrayList<Long>();
        var inner = new Scripted(List.of()) {
            @Override
            public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
                moves.add(connection.readOperations());
                throw new SocketException("Connection reset");
            }
        };
        assertThatThrownBy(() -> new ObservedTransport(inner, connection).read(ByteBuffer.allocate(1), 0));

        assertThat(moves).containsExactly(1L);
        assertThat(connection.readOperations()).isEqualTo(2);
    }

    private ObservedTransport scripted(Object... results) {
        return new ObservedTransport(new Scripted(List.of(results)), connection);
    }

    /** Answers reads and writes as they come from one script: a number of bytes or an exception. */
    private static class Scripted implements Transport {

        private final Queue<Object> script;

        Scripted(List<Object> script) {
            this.script = new ArrayDeque<>(script);
        }

        private int next() throws IOException {
            return switch (script.remove()) {
                case IOException e -> throw e;
                case Object bytes -> (int) bytes;
            };
        }

        @Override
        public long id() {
            return 7;
        }

        @Override
        public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
            return next();
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            return next();
        }

        @Override
        public void shutdown(Half half) {}

        @Override
        public SocketAddress remoteAddress() {
            return InetSocketAddress.createUnresolved("nowhere", 0);
        }

        @Override
        public SocketAddress localAddress() {
            return InetSocketAddress.createUnresolved("nowhere", 0);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
