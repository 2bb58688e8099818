package dev.weir.test;

import static dev.weir.testing.Patience.DEADLINE;
import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpListener;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultProxyTests {

    private TcpListener listener;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        listener = TcpListener.bind("127.0.0.1:0");
        proxy = FaultProxy.to(listener.localAddress(), Faults.none());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        listener.close();
    }

    private record Pair(TcpTestClient client, TcpTestClient server) {}

    private Pair connect() throws IOException {
        TcpTestClient client = client(proxy.address());
        return new Pair(
                client.within(DEADLINE),
                TcpTestClient.over(listener.acceptTransport()).within(DEADLINE));
    }

    private static TcpTestClient client(InetSocketAddress address) throws IOException {
        return TcpTestClient.over(Transport.connect(StreamAddress.format(address), StreamOptions.DEFAULT));
    }

    @Test
    void carriesBytesAndTheEndOfEachDirection() throws IOException {
        Pair pair = connect();
        pair.client().send("ping").endsInput();
        pair.server().receives("ping").thenEnds().send("pong").endsInput();
        pair.client().receives("pong").thenEnds();
    }

    @Test
    void carriesManyBytesInBothDirectionsAtOnce() throws Exception {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Pair pair = connect();
        var up = CompletableFuture.runAsync(() -> pair.server().receives(bytes), Thread::startVirtualThread);
        pair.client().send(bytes);
        up.join();
        var down = CompletableFuture.runAsync(() -> pair.client().receives(bytes), Thread::startVirtualThread);
        pair.server().send(bytes);
        down.join();
    }

    @Test
    void carriesAResetOfTheClient() throws IOException {
        Pair pair = connect();
        pair.client().send("ping");
        pair.server().receives("ping");
        pair.client().resets();
        pair.server().thenIsReset();
    }

    @Test
    void carriesAResetOfTheServer() throws IOException {
        Pair pair = connect();
        pair.server().resets();
        pair.client().thenIsReset();
    }

    @Test
    void theReceivedBytesAreTheServers() throws IOException {
        proxy.faults(Faults.none().endAfter(3));
        Pair pair = connect();
        pair.client().send("abcdef");
        pair.server().receives("abc").thenEnds().send("a reply").endsInput();
        pair.client().receives("a reply").thenEnds().close();
    }

    @Test
    void theWrittenBytesAreTheClients() throws IOException {
        proxy.faults(Faults.none().writing(Faults.none().endAfter(3)));
        Pair pair = connect();
        pair.server().send("abcdef");
        pair.client().receives("abc").thenEnds().send("a request");
        pair.server().receives("a request");
    }

    @Test
    void aResetReachesBothSides() throws IOException {
        proxy.faults(Faults.none().resetAfter(3));
        Pair pair = connect();
        pair.client().send("abcdef");
        pair.server().within(DEADLINE);
        pair.client().thenIsReset();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> pair.server().receives("abcd"));
    }

    @Test
    void segmentsWithALatencyArriveOneByOne() throws IOException {
        proxy.faults(Faults.none().segments(2).latency(Duration.ofMillis(50)));
        try (Transport client = Transport.connect(StreamAddress.format(proxy.address()), StreamOptions.DEFAULT);
                Transport server = listener.acceptTransport()) {
            client.write(ByteBuffer.wrap("abcd".getBytes(UTF_8)));
            ByteBuffer received = ByteBuffer.allocate(10);
            assertThat(server.read(received, DEADLINE.toNanos())).isEqualTo(2);
        }
    }

    @Test
    void cutResetsWhatIsOpenAndNewConnectionsWork() throws IOException {
        Pair first = connect();
        first.client().send("one");
        first.server().receives("one");
        proxy.cut();
        first.client().thenIsReset();
        first.server().thenIsReset();
        Pair second = connect();
        second.client().send("two");
        second.server().receives("two");
    }

    @Test
    void closeResetsWhatIsOpenAndFreesThePort() throws IOException {
        Pair pair = connect();
        proxy.close();
        proxy.close();
        pair.client().thenIsReset();
        pair.server().thenIsReset();
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> client(proxy.address()));
    }

    @Test
    void aServerThatRefusesResetsTheClient() throws IOException {
        listener.close();
        // A client that sets options after its connect could fail there already.
        try (Socket client = new Socket()) {
            client.connect(proxy.address());
            client.setSoTimeout(DEADLINE_MILLIS);
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(client.getInputStream()::read)
                    .withMessageContaining("reset");
        }
    }
}
