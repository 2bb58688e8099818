package dev.weir.snippets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamClosedException;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.test.FaultProxy;
import dev.weir.test.Faults;
import dev.weir.test.Peer;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mistakes of handlers and clients that only a connection with faults shows, each beside the right way. */
@Timeout(60)
class FaultsExampleTests {

    /** Takes what one read returns for a message. */
    private static void readOnce(TcpStream stream) throws IOException {
        byte[] message = new byte[4];
        int length = stream.read(message);
        stream.writeAll(message, 0, length);
    }

    private static void readWholeMessage(TcpStream stream) throws IOException {
        byte[] message = new byte[4];
        stream.readFully(message);
        stream.writeAll(message);
    }

    @Test
    void aMessageMayComeInParts() throws Exception {
        Peer peer = Peer.script().with(Faults.none().segments(3)).sends("ping").expects("ping");
        assertFails(peer, FaultsExampleTests::readOnce, "step 2 (expects 4 bytes): the other side has ended");
        peer.run(FaultsExampleTests::readWholeMessage);
    }

    /** Takes each read's bytes for lines. */
    private static void splitEachRead(TcpStream stream) throws IOException {
        byte[] bytes = new byte[100];
        for (int count; (count = stream.read(bytes)) > 0; ) {
            for (String line : new String(bytes, 0, count, US_ASCII).split("\n", 0)) {
                stream.writeAll((line.toUpperCase(Locale.ROOT) + "\n").getBytes(US_ASCII));
            }
        }
    }

    private static void readLines(TcpStream stream) throws IOException {
        for (String line; (line = stream.readLine(US_ASCII, 100)) != null; ) {
            stream.writeAll((line.toUpperCase(Locale.ROOT) + "\n").getBytes(US_ASCII));
        }
    }

    @Test
    void aLineMayComeInTwoSegments() throws Exception {
        Peer peer = Peer.script()
                .with(Faults.none().segments(8, 100))
                .sends("hello\nworld\n")
                .expects("HELLO\nWORLD\n");
        assertFails(peer, FaultsExampleTests::splitEachRead, "step 2 (expects 12 bytes): other bytes have come");
        peer.run(FaultsExampleTests::readLines);
    }

    @Test
    void aMessageMayBeCutOff() {
        Peer peer = Peer.script().with(Faults.none().endAfter(3)).sends("ping").expectsEnd();
        assertFails(peer, FaultsExampleTests::readOnce, "step 2 (expects the end): the end was expected");
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> peer.run(FaultsExampleTests::readWholeMessage))
                .withMessageContaining("3 of 4");
    }

    private static void writeReport(TcpStream stream) throws IOException {
        stream.writeAll(new byte[1_000_000]);
        stream.flush();
    }

    /** Limits the write, as {@code timeout.write} does in a listener. */
    private static void writeReportInTime(TcpStream stream) throws IOException {
        var limit = CompletableFuture.runAsync(
                () -> stream.abort("the client does not read"), delayedExecutor(100, TimeUnit.MILLISECONDS));
        writeReport(stream);
        limit.cancel(false);
    }

    @Test
    void aClientMayNotRead() {
        Faults stalled = Faults.none().writing(Faults.none().stallAfter(1_000));
        Peer peer = Peer.script().with(stalled).expects(new byte[1_000]).expectsEnd();
        assertFails(
                peer.within(Duration.ofSeconds(1)),
                FaultsExampleTests::writeReport,
                "step 2 (expects the end): the connection did not end");
        assertThatExceptionOfType(StreamClosedException.class)
                .isThrownBy(() -> peer.within(Duration.ofSeconds(30)).run(FaultsExampleTests::writeReportInTime))
                .withMessageContaining("the client does not read");
    }

    @Test
    void aHandlerIsRunByAScript() throws Exception {
        Peer.script()
                .sends("hello\nwor")
                .expects("HELLO\n")
                .sends("ld\n")
                .expects("WORLD\n")
                .ends()
                .expectsEnd()
                .run(FaultsExampleTests::readLines);
    }

    @Test
    void anyPiecesWillDo() throws Exception {
        for (long seed = 0; seed < 20; seed++) {
            Peer.script()
                    .with(Faults.random(seed))
                    .sends("hello\nworld\n")
                    .expects("HELLO\nWORLD\n")
                    .run(FaultsExampleTests::readLines);
        }
    }

    @Test
    void aClientIsTestedByAServerOfOneScript() throws Exception {
        try (Peer.Server server =
                        Peer.script().expects("ping\n").sends("pong\n").listen();
                TcpStream client = TcpStream.connect(StreamAddress.format(server.address()))) {
            client.writeAll("ping\n".getBytes(US_ASCII));
            assertThat(client.readLine(US_ASCII, 100)).isEqualTo("pong");
            server.verify();
        }
    }

    @Test
    void aProxyHasFaultsToo() throws Exception {
        try (Peer.Server server = Peer.script()
                        .expects("ping\n")
                        .sends("pong\n")
                        .expects("ping\n")
                        .listen();
                FaultProxy proxy = FaultProxy.to(server.address(), Faults.none())) {
            proxy.faults(Faults.none().latency(Duration.ofMillis(20)).segments(1));
            try (TcpStream client = TcpStream.connect(StreamAddress.format(proxy.address()))) {
                client.writeAll("ping\n".getBytes(US_ASCII));
                assertThat(client.readLine(US_ASCII, 100)).isEqualTo("pong");
                proxy.cut();
                assertThatExceptionOfType(IOException.class)
                        .isThrownBy(() -> client.readLine(US_ASCII, 100))
                        .withMessageContaining("reset");
            }
        }
    }

    private static void assertFails(Peer peer, TcpStreamHandler handler, String message) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> peer.run(handler))
                .withMessageStartingWith(message);
    }
}
