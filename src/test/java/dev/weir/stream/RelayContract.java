package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.LARGE;
import static dev.weir.stream.ConnectedStreams.OPTIONS;
import static dev.weir.stream.ConnectedStreams.random;
import static dev.weir.stream.ConnectedStreams.readAll;
import static dev.weir.stream.ConnectedStreams.readFully;
import static dev.weir.stream.ConnectedStreams.send;
import static dev.weir.stream.RelayedStreams.bytesFrom;
import static dev.weir.stream.RelayedStreams.other;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A relay, whatever its streams run over. Each side is once the one that does something. */
@Timeout(120)
abstract class RelayContract {

    /** More than all buffers on the way hold. */
    private static final byte[] FLOOD = new byte[30_000_000];

    /** Connects two streams to each other. */
    abstract Pipe connect(StreamOptions options) throws Exception;

    /** More than this many bytes to a peer that does not read are not on the way. */
    abstract int window();

    /** Number of relays at once. */
    int relays() {
        return 1_000;
    }

    private RelayedStreams start() throws Exception {
        return start(OPTIONS);
    }

    private RelayedStreams start(StreamOptions options) throws Exception {
        return RelayedStreams.of(connect(options), connect(options));
    }

    @ParameterizedTest
    @EnumSource
    void passesOnTheEndOfASideAndGoesOnWithTheOther(RelaySide side) throws Exception {
        try (var streams = start()) {
            TcpStream first = streams.peerOf(side);
            TcpStream second = streams.peerOf(other(side));
            send(first, "request");
            first.shutdown();
            assertThat(readAll(second)).isEqualTo("request");
            send(second, "an ");
            assertThat(readFully(first, 3)).isEqualTo("an ");
            send(second, "answer");
            second.shutdown();
            assertThat(readAll(first)).isEqualTo("answer");
            RelayResult result = streams.relay().get();
            assertThat(bytesFrom(side, result)).isEqualTo(7);
            assertThat(bytesFrom(other(side), result)).isEqualTo(9);
            assertThat(result.end()).isEqualTo(new RelayEnd(side, RelayEnd.Kind.FINISHED, null));
            assertThat(result.isComplete()).isTrue();
            assertThat(streams.client().isOpen()).isTrue();
            assertThat(streams.upstream().isOpen()).isTrue();
        }
    }

    @Test
    void copiesRandomChunksInBothDirectionsAtOnce() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            try (var streams = start()) {
                byte[] up = random(seed, random.nextInt(2_000_000));
                byte[] down = random(seed + 100, random.nextInt(2_000_000));
                var sendsUp = sendInChunks(streams.peer(), up, random.nextLong());
                var sendsDown = sendInChunks(streams.server(), down, random.nextLong());
                var receivesUp =
                        Background.call(() -> streams.server().inputStream().readAllBytes());
                assertThat(streams.peer().inputStream().readAllBytes()).isEqualTo(down);
                assertThat(receivesUp.get()).isEqualTo(up);
                sendsUp.get();
                sendsDown.get();
                RelayResult result = streams.relay().get();
                assertThat(result.isComplete()).isTrue();
                assertThat(result.bytesToUpstream()).isEqualTo(up.length);
                assertThat(result.bytesToClient()).isEqualTo(down.length);
            }
        }
    }

    private static Background<Void> sendInChunks(TcpStream stream, byte[] bytes, long seed) {
        return Background.run(() -> {
            var random = new Random(seed);
            int sent = 0;
            while (sent < bytes.length) {
                int max = random.nextInt(8) == 0 ? 200_000 : 2_000;
                int count = Math.min(bytes.length - sent, 1 + random.nextInt(max));
                stream.writeAll(bytes, sent, count);
                sent += count;
                if (random.nextBoolean()) {
                    stream.flush();
                }
            }
            stream.shutdown();
        });
    }

    @Test
    void startsWithWhatTheStreamsHaveBuffered() throws Exception {
        Pipe near = connect(OPTIONS);
        Pipe far = connect(OPTIONS);
        send(near.client(), "EHLO\nrest");
        assertThat(near.server().readLine(UTF_8, 10)).isEqualTo("EHLO");
        near.server().writeAll("220 ".getBytes(UTF_8));
        far.client().writeAll("PROXY ".getBytes(UTF_8));
        try (var streams = RelayedStreams.of(near, far)) {
            assertThat(readFully(streams.server(), 10)).isEqualTo("PROXY rest");
            assertThat(readFully(streams.peer(), 4)).isEqualTo("220 ");
            streams.peer().shutdown();
            streams.server().shutdown();
            assertThat(streams.relay().get().bytesToUpstream()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatDoesNotReadStopsTheOtherFromSending(RelaySide side) throws Exception {
        try (var streams = start(OPTIONS.withSocket(new SocketSettings(true, KeepAlive.ON, 4_096, 4_096, null)))) {
            TcpStream sender = streams.peerOf(side);
            var sent = new Progress();
            var writer = Background.run(() -> sendForever(sender, sent));
            sent.awaitRest();
            assertThat(sent.count()).isLessThan(window());
            TcpStream reader = streams.peerOf(other(side));
            reader.readFully(new byte[5 * window()]);
            sent.awaitRest();
            assertThat(sent.count()).isLessThan(6L * window());
            sender.abort("done");
            assertThat(writer.failure()).isInstanceOf(StreamClosedException.class);
        }
    }

    private static void sendForever(TcpStream stream, Progress sent) throws IOException {
        byte[] some = new byte[1_000];
        while (true) {
            stream.writeAll(some);
            stream.flush();
            sent.add(some.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetOfAnIdleSideResetsTheOther(RelaySide side) throws Exception {
        try (var streams = start()) {
            streams.relay().awaitBlocked();
            streams.peerOf(side).reset("the test says so");
            assertReset(streams.peerOf(other(side)));
            assertFailed(streams, side, RelayEnd.Kind.RESET);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatArrivedBeforeAResetIsPassedOn(RelaySide side) throws Exception {
        try (var streams = start()) {
            TcpStream first = streams.peerOf(side);
            TcpStream second = streams.peerOf(other(side));
            send(second, "lost ");
            send(first, "last words");
            assertThat(readFully(second, 10)).isEqualTo("last words");
            first.reset("the test says so");
            assertReset(second);
            assertThat(bytesFrom(side, assertFailed(streams, side, RelayEnd.Kind.RESET)))
                    .isEqualTo(10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetOfTheSendingSideIsNeverPassedOnAsItsEnd(RelaySide side) throws Exception {
        for (int i = 0; i < 30; i++) {
            try (var streams = start()) {
                TcpStream sender = streams.peerOf(side);
                TcpStream reader = streams.peerOf(other(side));
                var writer = Background.run(() -> sender.writeAll(FLOOD));
                reader.readFully(new byte[LARGE]);
                sender.reset("the test says so");
                assertThat(writer.failure()).isInstanceOf(StreamClosedException.class);
                assertReset(reader);
                RelayResult result = assertFailed(streams, side, RelayEnd.Kind.RESET);
                assertThat(bytesFrom(side, result)).isBetween((long) LARGE, (long) FLOOD.length);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetOfTheReceivingSideIsNeverPassedOnAsItsEnd(RelaySide side) throws Exception {
        for (int i = 0; i < 30; i++) {
            try (var streams = start()) {
                TcpStream reader = streams.peerOf(side);
                TcpStream sender = streams.peerOf(other(side));
                var writer = Background.run(() -> sender.writeAll(FLOOD));
                reader.readFully(new byte[LARGE]);
                reader.reset("the test says so");
                assertThat(writer.failure()).isInstanceOf(IOException.class);
                assertReset(sender);
                assertFailed(streams, side, RelayEnd.Kind.RESET);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aResetOfBothSidesAtOnceEndsTheRelay(RelaySide side) throws Exception {
        for (int i = 0; i < 30; i++) {
            try (var streams = start()) {
                var up = Background.run(() -> streams.peer().writeAll(FLOOD));
                var down = Background.run(() -> streams.server().writeAll(FLOOD));
                streams.server().readFully(new byte[1_000]);
                streams.peer().readFully(new byte[1_000]);
                streams.peerOf(side).reset("the test says so");
                streams.peerOf(other(side)).reset("the test says so, too");
                assertThat(streams.relay().get().end().kind()).isEqualTo(RelayEnd.Kind.RESET);
                assertThat(up.failure()).isInstanceOf(IOException.class);
                assertThat(down.failure()).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aClientThatIsGoneAfterItsEndResetsTheUpstream() throws Exception {
        try (var streams = start()) {
            send(streams.peer(), "request");
            streams.peer().shutdown();
            assertThat(readAll(streams.server())).isEqualTo("request");
            streams.peer().reset("the test says so");
            var writer = Background.run(() -> streams.server().writeAll(FLOOD));
            assertThat(writer.failure()).isInstanceOf(IOException.class);
            assertThat(assertFailed(streams, RelaySide.CLIENT, RelayEnd.Kind.RESET)
                            .bytesToUpstream())
                    .isEqualTo(7);
        }
    }

    @Test
    void anUpstreamThatIsGoneAfterItsAnswerDoesNotCostTheClientThatAnswer() throws Exception {
        StreamOptions small = OPTIONS.withSocket(new SocketSettings(true, KeepAlive.ON, 4_096, 4_096, null));
        try (var streams = RelayedStreams.of(connect(small), connect(OPTIONS))) {
            byte[] answer = random(3, 50_000);
            var writer = Background.run(() -> streams.peer().writeAll(FLOOD));
            streams.server().readFully(new byte[1_000]);
            streams.server().writeAll(answer);
            streams.server().shutdown();
            streams.server().reset("the test says so");
            byte[] received = new byte[answer.length];
            streams.peer().readFully(received);
            assertThat(received).isEqualTo(answer);
            assertThat(streams.peer().read(new byte[1])).isEqualTo(-1);
            RelayResult result = streams.relay().get();
            assertThat(result.end().side()).isEqualTo(RelaySide.UPSTREAM);
            assertThat(result.end().kind()).isEqualTo(RelayEnd.Kind.RESET);
            assertThat(result.bytesToClient()).isEqualTo(answer.length);
            assertThat(streams.client().isOpen()).isTrue();
            streams.client().abort("done");
            assertThat(writer.failure()).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void abortingEitherStreamEndsTheRelay(RelaySide side) throws Exception {
        try (var streams = start()) {
            streams.relay().awaitBlocked();
            streams.stream(side).abort("idle for too long");
            assertReset(streams.peerOf(other(side)));
            RelayResult result = assertFailed(streams, side, RelayEnd.Kind.CLOSED);
            assertThat(result.end().exception()).hasMessageContaining("idle for too long");
        }
    }

    @ParameterizedTest
    @EnumSource
    void abortingAStreamWhosePeerHasFinishedEndsTheRelay(RelaySide side) throws Exception {
        try (var streams = start()) {
            streams.peerOf(side).shutdown();
            assertThat(readAll(streams.peerOf(other(side)))).isEmpty();
            streams.stream(side).abort("the test wants it");
            RelayEnd end = streams.relay().get().end();
            assertThat(end.side()).isEqualTo(side);
            assertThat(end.kind()).isEqualTo(RelayEnd.Kind.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void abortingAStreamWhosePeerDoesNotReadEndsTheRelay(RelaySide side) throws Exception {
        try (var streams = start()) {
            var writer = Background.run(() -> streams.peerOf(other(side)).writeAll(FLOOD))
                    .awaitBlocked();
            streams.stream(side).abort("idle for too long");
            assertThat(writer.failure()).isInstanceOf(IOException.class);
            assertFailed(streams, side, RelayEnd.Kind.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingEitherStreamEndsTheRelayAndIsNotCutShort(RelaySide side) throws Exception {
        try (var streams = start()) {
            streams.relay().awaitBlocked();
            streams.stream(side).close();
            assertThat(streams.peerOf(side).read(new byte[1])).isEqualTo(-1);
            assertReset(streams.peerOf(other(side)));
            assertFailed(streams, side, RelayEnd.Kind.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void resettingEitherStreamEndsTheRelay(RelaySide side) throws Exception {
        try (var streams = start()) {
            streams.relay().awaitBlocked();
            streams.stream(side).reset("not wanted");
            assertReset(streams.peerOf(side));
            assertReset(streams.peerOf(other(side)));
            assertFailed(streams, side, RelayEnd.Kind.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aReadTimeoutEndsTheRelay(RelaySide side) throws Exception {
        Pipe near = connect(OPTIONS);
        Pipe far = connect(OPTIONS);
        (side == RelaySide.CLIENT ? near.server() : far.client()).readTimeout(ConnectedStreams.SHORT);
        try (var streams = RelayedStreams.of(near, far)) {
            RelayResult result = assertFailed(streams, side, RelayEnd.Kind.TIMED_OUT);
            assertThat(result.end().exception()).isInstanceOf(SocketTimeoutException.class);
            assertReset(streams.peer());
            assertReset(streams.server());
        }
    }

    @ParameterizedTest
    @EnumSource
    void endingTheInputOfAStreamActsAsTheEndOfItsPeer(RelaySide side) throws Exception {
        try (var streams = start()) {
            send(streams.peerOf(side), "hello");
            assertThat(readFully(streams.peerOf(other(side)), 5)).isEqualTo("hello");
            streams.stream(side).shutdown(Half.READ);
            assertThat(streams.peerOf(other(side)).read(new byte[1])).isEqualTo(-1);
            send(streams.peerOf(other(side)), "goodbye");
            streams.peerOf(other(side)).shutdown();
            assertThat(readAll(streams.peerOf(side))).isEqualTo("goodbye");
            assertThat(streams.relay().get().end()).isEqualTo(RelayEnd.finished(side));
        }
    }

    @Test
    void anInterruptEndsTheRelayWhileItReads() throws Exception {
        try (var streams = start()) {
            streams.relay().awaitBlocked();
            assertInterrupted(streams, RelaySide.CLIENT);
            assertReset(streams.server());
        }
    }

    @Test
    void anInterruptEndsTheRelayWhileItWrites() throws Exception {
        try (var streams = start()) {
            var sent = new Progress();
            var writer = Background.run(() -> sendForever(streams.peer(), sent));
            sent.awaitRest();
            assertInterrupted(streams, RelaySide.UPSTREAM);
            assertThat(writer.failure()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anInterruptEndsTheRelayWhileItWaitsForTheOtherDirection() throws Exception {
        try (var streams = start()) {
            streams.peer().shutdown();
            assertThat(streams.server().read(new byte[1])).isEqualTo(-1);
            streams.relay().awaitBlocked();
            assertInterrupted(streams, RelaySide.CLIENT);
            assertReset(streams.peer());
        }
    }

    private static void assertInterrupted(RelayedStreams streams, RelaySide side) throws Exception {
        streams.relay().interrupt();
        RelayResult result = streams.relay().get();
        assertThat(result.end().kind()).isEqualTo(RelayEnd.Kind.CLOSED);
        assertThat(result.end().side()).isEqualTo(side);
        assertThat(streams.relay().wasInterruptedAtEnd()).isTrue();
        assertThat(streams.client().isOpen()).isFalse();
        assertThat(streams.upstream().isOpen()).isFalse();
    }

    @Test
    void aStreamIsNotRelayedToItself() throws Exception {
        Pipe pipe = connect(OPTIONS);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Relay.copyBidirectional(pipe.client(), pipe.client()))
                .withMessageContaining("stream " + pipe.client().id());
        pipe.client().abort("done");
        pipe.server().abort("done");
    }

    @Test
    void manyRelaysAtOnceCountExactly() throws Exception {
        int relays = relays();
        var start = new CountDownLatch(1);
        List<Background<RelayResult>> results = new ArrayList<>();
        List<Background<Void>> peers = new ArrayList<>();
        for (int i = 0; i < relays; i++) {
            RelayedStreams streams = start();
            byte[] up = random(i, 1 + i);
            byte[] down = random(i, 2 * relays - i);
            results.add(streams.relay());
            peers.add(Background.run(() -> {
                start.await();
                streams.peer().writeAll(up);
                streams.peer().shutdown();
                assertThat(streams.peer().inputStream().readAllBytes()).isEqualTo(down);
                streams.peer().close();
            }));
            peers.add(Background.run(() -> {
                start.await();
                streams.server().writeAll(down);
                streams.server().shutdown();
                assertThat(streams.server().inputStream().readAllBytes()).isEqualTo(up);
                streams.server().close();
                streams.relay().get();
                streams.client().close();
                streams.upstream().close();
            }));
        }
        start.countDown();
        for (Background<Void> peer : peers) {
            peer.get();
        }
        for (int i = 0; i < relays; i++) {
            RelayResult result = results.get(i).get();
            assertThat(result.isComplete()).isTrue();
            assertThat(result.bytesToUpstream()).isEqualTo(1 + i);
            assertThat(result.bytesToClient()).isEqualTo(2L * relays - i);
        }
    }

    private static RelayResult assertFailed(RelayedStreams streams, RelaySide side, RelayEnd.Kind kind)
            throws Exception {
        RelayResult result = streams.relay().get();
        assertThat(result.end().kind()).as(() -> String.valueOf(result)).isEqualTo(kind);
        assertThat(result.end().side()).isEqualTo(side);
        assertThat(result.end().exception()).isNotNull();
        assertThat(result.isComplete()).isFalse();
        assertThat(streams.client().isOpen()).isFalse();
        assertThat(streams.upstream().isOpen()).isFalse();
        return result;
    }

    /** Reads what has arrived, up to the reset. */
    private static void assertReset(TcpStream stream) {
        assertThatThrownBy(() -> stream.inputStream().readAllBytes())
                .isInstanceOf(IOException.class)
                .hasMessage("Connection reset");
    }
}
