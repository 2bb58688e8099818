package dev.weir.tls;

import static dev.weir.tls.TlsPair.LONG;
import static dev.weir.tls.TlsPair.async;
import static dev.weir.tls.TlsPair.get;
import static dev.weir.tls.TlsPair.read;
import static dev.weir.tls.TlsPair.readAll;
import static dev.weir.tls.TlsPair.send;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.weir.stream.Half;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TlsSession;
import java.io.ByteArrayOutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TlsTransportTests {

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 1", "TLSv1.3, 1", "TLSv1.2, 7", "TLSv1.3, 2147483647"})
    void carriesBytesBothWaysInSegmentsOfAnySize(String protocol, int segment) throws Exception {
        TlsPair pair = TlsPair.connect(protocol, TransportPair.ofSegments(segment));
        send(pair.client(), "ping");
        assertThat(read(pair.server(), 4)).isEqualTo("ping");
        send(pair.server(), "pong");
        assertThat(read(pair.client(), 4)).isEqualTo("pong");
        pair.client().finish();
        assertThat(pair.server().read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
        assertThat(pair.server().read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
        pair.server().finish();
        assertThat(pair.client().read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 1000", "TLSv1.3, 1000", "TLSv1.2, 2147483647", "TLSv1.3, 2147483647"})
    void carriesMuchInBothDirectionsAtOnce(String protocol, int segment) throws Exception {
        TlsPair pair = TlsPair.connect(protocol, TransportPair.of(segment, 40_000));
        byte[] up = random(3_000_000, 1);
        byte[] down = random(3_000_000, 2);
        CompletableFuture<Void> clientSends = async(() -> sendAndFinish(pair.client(), up, protocol));
        CompletableFuture<Void> serverSends = async(() -> sendAndFinish(pair.server(), down, protocol));
        CompletableFuture<byte[]> clientGets = async(() -> readExactly(pair.client(), down.length, 5_000));
        assertThat(readExactly(pair.server(), up.length, 70_000)).isEqualTo(up);
        assertThat(get(clientGets)).isEqualTo(down);
        get(clientSends);
        get(serverSends);
    }

    private static Void sendAndFinish(TlsTransport transport, byte[] bytes, String protocol) throws Exception {
        send(transport, bytes);
        if (protocol.equals("TLSv1.3")) {
            transport.shutdown(Half.WRITE);
        }
        return null;
    }

    private static byte[] readExactly(TlsTransport transport, int length, int size) throws Exception {
        ByteBuffer all = ByteBuffer.allocate(length);
        while (all.hasRemaining()) {
            int room = Math.min(size, all.remaining());
            ByteBuffer some = all.slice(all.position(), room);
            int count = transport.read(some, LONG.toNanos());
            assertThat(count).isEqualTo(some.position()).isPositive();
            all.position(all.position() + count);
        }
        return all.array();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void exposesTheNegotiatedParameters(String protocol) throws Exception {
        TlsPair pair = TlsPair.connect(protocol);
        TlsSession session = pair.server().tls().orElseThrow();
        assertThat(session.protocol()).isEqualTo(protocol);
        assertThat(session.cipherSuite()).startsWith("TLS_");
        assertThat(session.serverName()).contains(TlsPair.HOST);
        assertThat(session.applicationProtocol()).isEmpty();
        assertThat(session.peerCertificates()).isEmpty();
        TlsSession ofClient = pair.client().tls().orElseThrow();
        assertThat(ofClient.cipherSuite()).isEqualTo(session.cipherSuite());
        assertThat(ofClient.peerCertificates()).containsExactly(TlsPair.SERVER.certificate());
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2, 1", "TLSv1.3, 1", "TLSv1.2, 2147483647", "TLSv1.3, 2147483647"})
    void readsWhatHasArrivedWithoutWaiting(String protocol, int segment) throws Exception {
        TlsPair pair = TlsPair.connect(protocol, TransportPair.ofSegments(segment));
        // The session tickets of TLS 1.3 have arrived; they are no bytes of the application.
        assertThat(pair.client().readArrived(ByteBuffer.allocate(1))).isZero();
        send(pair.server(), "pong");
        ByteBuffer received = ByteBuffer.allocate(4);
        while (received.hasRemaining()) {
            pair.client().readArrived(received);
        }
        assertThat(new String(received.array(), US_ASCII)).isEqualTo("pong");
        assertThat(pair.client().readArrived(ByteBuffer.allocate(1))).isZero();
        pair.server().finish();
        while (pair.client().readArrived(ByteBuffer.allocate(1)) == 0) {
            Thread.onSpinWait();
        }
        assertThat(pair.client().readArrived(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void isNothingBeforeTheHandshake() throws Exception {
        TransportPair raw = TransportPair.ofSegments(10);
        TlsTransport transport =
                TlsTransport.accept(raw.server(), TlsServer.of(() -> TlsPair.clientContext("TLSv1.3")));
        assertThat(transport.tls()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> transport.read(ByteBuffer.allocate(1), 0));
        assertThatIllegalStateException().isThrownBy(() -> transport.write(ByteBuffer.allocate(1)));
        assertThat(transport.id()).isEqualTo(raw.server().id());
        transport.finish();
        assertThat(raw.client().read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
    }

    @Test
    void writesNothingOfAnEmptyBuffer() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        assertThat(pair.client().write(ByteBuffer.allocate(0))).isZero();
        assertThatIllegalStateException().isThrownBy(() -> pair.client().handshake(LONG));
    }

    /** No record is lost, whether the buffer is too small for the next record or large enough for all. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void readsManyRecordsThatAreThereAtOnceThroughBuffersOfAnySize(String protocol) throws Exception {
        TlsPair pair = TlsPair.connect(protocol);
        byte[] sent = random(60_000, 3);
        var random = new Random(4);
        for (int from = 0; from < sent.length; ) {
            int length = Math.min(random.nextInt(1, 100), sent.length - from);
            send(pair.client(), Arrays.copyOfRange(sent, from, from + length));
            from += length;
        }
        pair.client().finish();
        var received = new ByteArrayOutputStream();
        int[] rooms = {1, 2, 7, 31, 32, 33, 64, 100, 1_000, 20_000};
        int count = 0;
        while (count >= 0) {
            ByteBuffer some = ByteBuffer.allocate(rooms[random.nextInt(rooms.length)]);
            count = pair.server().read(some, LONG.toNanos());
            received.write(some.array(), 0, some.position());
        }
        assertThat(received.toByteArray()).isEqualTo(sent);
    }

    @Test
    void whatCameBeforeABrokenRecordIsReadFirst() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        send(pair.client(), "good");
        pair.raw().client().write(ByteBuffer.wrap(record(23, 40)));
        ByteBuffer room = ByteBuffer.allocate(100);
        assertThat(pair.server().read(room, 0)).isEqualTo(4);
        assertThat(new String(room.array(), 0, 4, US_ASCII)).isEqualTo("good");
        room.clear();
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(() -> pair.server().read(room, 0))
                .withMessageContaining("Tag mismatch");
        assertThat(room.position()).isZero();
    }

    @Test
    void readsARecordThroughTheSmallestBuffer() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        byte[] bytes = random(16_384, 3);
        send(pair.client(), bytes);
        assertThat(readExactly(pair.server(), bytes.length, 1)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aReadThatRunsOutOfTimeInsideARecordIsResumed(String protocol) throws Exception {
        TlsPair pair = TlsPair.connect(protocol);
        // The client's bytes are intercepted and passed to the server in two parts.
        send(pair.client(), "whole");
        ByteBuffer record = ByteBuffer.allocate(1000);
        pair.raw().server().read(record, 0);
        TransportPair.End wire = pair.raw().client();
        record.flip();
        wire.write(record.slice(0, 3));
        assertRunsOutOfTime(pair.server());
        wire.write(record.slice(3, 10));
        assertRunsOutOfTime(pair.server());
        wire.write(record.slice(13, record.limit() - 13));
        assertThat(read(pair.server(), 5)).isEqualTo("whole");
    }

    private static void assertRunsOutOfTime(TlsTransport transport) {
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> transport.read(ByteBuffer.allocate(9), 1_000_000));
    }

    @Test
    void withTls13OneDirectionEndsAndTheOtherGoesOn() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        pair.client().shutdown(Half.WRITE);
        pair.client().shutdown(Half.WRITE);
        assertThat(pair.server().read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
        send(pair.server(), "still here");
        assertThat(read(pair.client(), 10)).isEqualTo("still here");
        pair.server().shutdown(Half.WRITE);
        assertThat(pair.client().read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
        assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> pair.client().write(ByteBuffer.allocate(1)));
    }

    @Test
    void withTls12ThePeersEndIsTheEndOfBoth() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.2");
        send(pair.client(), "last");
        pair.client().shutdown(Half.WRITE);
        send(pair.server(), "before it is read");
        assertThat(read(pair.server(), 4)).isEqualTo("last");
        assertThat(pair.server().read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> pair.server().write(ByteBuffer.allocate(1)))
                .withMessageStartingWith("Broken pipe");
        assertThat(readAll(pair.client())).asString().isEqualTo("before it is read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aConnectionThatIsCutDiffersFromOneThatEnds(String protocol) throws Exception {
        TlsPair pair = TlsPair.connect(protocol);
        send(pair.client(), "all there was");
        pair.raw().client().shutdown(Half.WRITE);
        assertThat(read(pair.server(), 13)).isEqualTo("all there was");
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(TlsTruncatedException.class)
                    .isThrownBy(() -> pair.server().read(ByteBuffer.allocate(1), 0))
                    .withMessageContaining("without close_notify");
        }
    }

    @Test
    void aConnectionThatIsCutInsideARecordIsToo() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        pair.raw().client().write(ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 100, 1, 2, 3}));
        pair.raw().client().shutdown(Half.WRITE);
        assertThatExceptionOfType(TlsTruncatedException.class)
                .isThrownBy(() -> pair.server().read(ByteBuffer.allocate(1), 0));
    }

    @Test
    void ourOwnEndOfInputIsNoTruncation() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        CompletableFuture<Integer> blocked = async(() -> pair.server().read(ByteBuffer.allocate(1), 0));
        await().until(pair.raw().server()::isBlocked);
        pair.server().shutdown(Half.READ);
        assertThat(get(blocked)).isEqualTo(-1);
        assertThat(pair.server().read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
        send(pair.server(), "writes on");
        assertThat(read(pair.client(), 9)).isEqualTo("writes on");
    }

    @Test
    void closeEndsABlockedRead() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        CompletableFuture<Integer> blocked = async(() -> pair.server().read(ByteBuffer.allocate(1), 0));
        await().until(pair.raw().server()::isBlocked);
        pair.server().close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> get(blocked));
        assertThat(pair.server().isOpen()).isFalse();
    }

    @Test
    void closeEndsABlockedWriteAndWhatWaitsBehindIt() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        CompletableFuture<Void> blocked = async(() -> sendAndFinish(pair.server(), new byte[1_000_000], "none"));
        await().until(pair.raw().server()::isBlocked);
        CompletableFuture<Void> behind = async(() -> {
            pair.server().shutdown(Half.WRITE);
            return null;
        });
        pair.server().close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> get(blocked));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> get(behind));
    }

    @Test
    void closeEndsAHandshake() throws Exception {
        TransportPair raw = TransportPair.ofSegments(10);
        TlsTransport server = TlsTransport.accept(raw.server(), TlsServer.of(() -> TlsPair.clientContext("TLSv1.3")));
        CompletableFuture<TlsSession> blocked = async(() -> server.handshake(LONG));
        await().until(raw.server()::isBlocked);
        server.close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> get(blocked));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void isAStream(String protocol) throws Exception {
        TlsPair pair = TlsPair.connect(protocol);
        CompletableFuture<Long> echo = async(() -> {
            try (TcpStream stream = TcpStream.over(pair.server(), StreamOptions.DEFAULT)) {
                return stream.transferTo(stream);
            }
        });
        byte[] bytes = random(500_000, 4);
        try (TcpStream stream = TcpStream.over(pair.client(), StreamOptions.DEFAULT)) {
            CompletableFuture<Void> writer = async(() -> {
                stream.writeAll(bytes);
                stream.flush();
                return null;
            });
            byte[] back = new byte[bytes.length];
            stream.readFully(back);
            get(writer);
            assertThat(back).isEqualTo(bytes);
            stream.shutdown();
            assertThat(stream.read(new byte[1])).isEqualTo(-1);
            assertThat(stream.tls().orElseThrow().protocol()).isEqualTo(protocol);
        }
        assertThat(get(echo)).isEqualTo(bytes.length);
    }

    @Test
    void garbageInsideAConnectionEndsItWithAnAlert() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        pair.raw().client().write(ByteBuffer.wrap(record(23, 40)));
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(() -> pair.server().read(ByteBuffer.allocate(1), 0))
                    .withMessageContaining("Tag mismatch");
        }
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(() -> pair.client().read(ByteBuffer.allocate(1), 0))
                .withMessageContaining("bad_record_mac");
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> pair.server().write(ByteBuffer.allocate(1)))
                .withMessageStartingWith("Broken pipe");
    }

    @Test
    void aRecordThatIsTooLongIsRefusedByItsHeader() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        pair.raw().client().write(ByteBuffer.wrap(new byte[] {23, 3, 3, -1, -1}));
        assertThatExceptionOfType(SSLException.class)
                .isThrownBy(() -> pair.server().read(ByteBuffer.allocate(1), 0))
                .withMessageContaining("too big");
    }

    @Test
    void afterAFailureAStreamStillWaitsForThePeerBeforeItCloses() throws Exception {
        TlsPair pair = TlsPair.connect("TLSv1.3");
        TcpStream stream = TcpStream.over(pair.server(), StreamOptions.DEFAULT.withCloseTimeout(LONG));
        pair.raw().client().write(ByteBuffer.wrap(record(23, 40)));
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> stream.read(new byte[1]));
        pair.raw().client().write(ByteBuffer.allocate(5000));
        CompletableFuture<Void> closing = async(() -> {
            stream.close();
            return null;
        });
        await().until(pair.raw().server()::isBlocked);
        assertThat(closing).isNotDone();
        pair.raw().client().shutdown(Half.WRITE);
        get(closing);
    }

    private static byte[] record(int type, int length) {
        byte[] record = new byte[5 + length];
        record[0] = (byte) type;
        record[1] = 3;
        record[2] = 3;
        record[3] = (byte) (length >> 8);
        record[4] = (byte) length;
        return record;
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
