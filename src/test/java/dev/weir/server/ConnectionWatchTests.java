package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionKind;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.ObservedTransport;
import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** With a clock of the test's own, and moves that last as long as the test wants. */
class ConnectionWatchTests {

    private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("peer", 1);
    private static final Duration OFF = Duration.ZERO;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ObservedConnection connection = new ObservedConnection(
            new ConnectionInfo(1, "test", "none", ADDRESS, ADDRESS, ADDRESS, Instant.EPOCH, ConnectionKind.CLIENT),
            new ConnectionObserver() {});
    private final Script script = new Script();
    private final ObservedTransport transport = new ObservedTransport(script, connection);
    private final long start = System.nanoTime();

    /** What the limits of the connection measure. */
    private Duration held = Duration.ZERO;

    @Test
    void idleIsNoByteEitherWay() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(MINUTE, OFF, OFF, OFF, OFF, OFF, 0, MINUTE));
        assertThat(at(watch, 59)).isNull();
        receive(1);
        assertThat(at(watch, 60)).isNull();
        assertThat(at(watch, 119)).isNull();
        send(1);
        assertThat(at(watch, 120)).isNull();
        assertThat(at(watch, 179)).isNull();
        assertThat(at(watch, 181)).isEqualTo(CloseCause.IDLE_TIMEOUT);
    }

    @Test
    void firstByteIsOnlyTheFirst() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(OFF, MINUTE, OFF, OFF, OFF, OFF, 0, MINUTE));
        send(1);
        assertThat(at(watch, 59)).isNull();
        assertThat(at(watch, 62))
                .as("what the server sends is no byte of the client")
                .isEqualTo(CloseCause.FIRST_BYTE_TIMEOUT);
        receive(1);
        assertThat(at(watch, 10_000)).isNull();
    }

    @Test
    void readIsOneBlockedRead() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(OFF, OFF, MINUTE, OFF, OFF, OFF, 0, MINUTE));
        receive(1);
        assertThat(at(watch, 100)).as("nobody reads").isNull();
        script.during = () -> {
            assertThat(at(watch, 200)).isNull();
            assertThat(at(watch, 259)).isNull();
            assertThat(at(watch, 261)).isEqualTo(CloseCause.READ_TIMEOUT);
        };
        receive(1);
        script.during = () -> assertThat(at(watch, 262)).as("another read").isNull();
        receive(1);
    }

    @Test
    void writeIsOneBlockedWrite() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(OFF, OFF, OFF, MINUTE, OFF, OFF, 0, MINUTE));
        script.during = () -> {
            assertThat(at(watch, 100)).isNull();
            assertThat(at(watch, 161)).isEqualTo(CloseCause.WRITE_TIMEOUT);
        };
        send(1);
        script.during = () -> assertThat(at(watch, 162)).isNull();
        send(1);
        assertThat(at(watch, 1000)).isNull();
    }

    @Test
    void aWriteThatBlocksWhileTheConnectionEndsIsStillLimited() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(MINUTE, MINUTE, MINUTE, MINUTE, OFF, MINUTE, 1, MINUTE));
        connection.end(CloseCause.HANDLER_ERROR);
        assertThat(at(watch, 1000)).as("nothing else may disturb its end").isNull();
        script.during = () -> {
            assertThat(at(watch, 1001)).isNull();
            assertThat(at(watch, 1062)).isEqualTo(CloseCause.WRITE_TIMEOUT);
        };
        send(1);
    }

    @Test
    void halfClosedStandsInForIdle() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(MINUTE, OFF, OFF, OFF, MINUTE.multipliedBy(5), OFF, 0, MINUTE));
        transport.shutdown(Half.WRITE);
        assertThat(at(watch, 10)).isNull();
        assertThat(at(watch, 100)).as("idle does not count any more").isNull();
        receive(1);
        assertThat(at(watch, 200)).isNull();
        assertThat(at(watch, 499)).isNull();
        assertThat(at(watch, 501)).isEqualTo(CloseCause.HALF_CLOSED_TIMEOUT);
    }

    @Test
    void halfClosedBeginsWithTheHalfCloseNotWithTheLastByte() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(OFF, OFF, OFF, OFF, MINUTE, OFF, 0, MINUTE));
        assertThat(at(watch, 1000)).isNull();
        script.result = -1;
        assertThat(transport.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
        assertThat(at(watch, 1001)).isNull();
        assertThat(at(watch, 1060)).isNull();
        assertThat(at(watch, 1062)).isEqualTo(CloseCause.HALF_CLOSED_TIMEOUT);
    }

    @Test
    void withoutAHalfClosedTimeoutIdleGoesOn() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(MINUTE, OFF, OFF, OFF, OFF, OFF, 0, MINUTE));
        transport.shutdown(Half.WRITE);
        assertThat(at(watch, 59)).isNull();
        assertThat(at(watch, 61)).isEqualTo(CloseCause.IDLE_TIMEOUT);
    }

    @Test
    void lifetimesThatBeginTogetherDoNotEndTogether() {
        var timeouts = new Timeouts(OFF, OFF, OFF, OFF, OFF, MINUTE.multipliedBy(100), 0, MINUTE);
        assertThat(expiredOf1000At(timeouts, 89 * 60)).isZero();
        assertThat(expiredOf1000At(timeouts, 100 * 60)).isBetween(400L, 600L);
        assertThat(expiredOf1000At(timeouts, 111 * 60)).isEqualTo(1000);
    }

    private long expiredOf1000At(Timeouts timeouts, long seconds) {
        return Stream.generate(() -> watch(timeouts))
                .limit(1000)
                .filter(watch -> at(watch, seconds) == CloseCause.LIFETIME)
                .count();
    }

    @Test
    void tooLittleInAWindowIsTooSlow() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(OFF, OFF, OFF, OFF, OFF, OFF, 10, MINUTE));
        assertThat(at(watch, 59)).as("no window is over").isNull();
        receive(400);
        send(300);
        assertThat(at(watch, 61)).as("both ways together are enough").isNull();
        receive(599);
        assertThat(at(watch, 122)).isEqualTo(CloseCause.IDLE_TIMEOUT);
    }

    @Test
    void withEverythingOffNothingEverEnds() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(OFF, OFF, OFF, OFF, OFF, OFF, 0, MINUTE));
        transport.shutdown(Half.WRITE);
        script.during = () -> assertThat(at(watch, 1_000_000_000)).isNull();
        receive(1);
        send(1);
    }

    @Test
    void timeInWhichTheProcessStoodStillIsNoIdleTime() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(MINUTE, OFF, OFF, OFF, OFF, OFF, 0, MINUTE));
        assertThat(at(watch, 50)).isNull();
        skip(watch, 300, 350);
        assertThat(at(watch, 359)).isNull();
        assertThat(at(watch, 361)).isEqualTo(CloseCause.IDLE_TIMEOUT);
    }

    @Test
    void timeInWhichTheProcessStoodStillMakesNoConnectionOlder() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(OFF, OFF, OFF, OFF, OFF, MINUTE, 0, MINUTE));
        assertThat(at(watch, 50)).isNull();
        skip(watch, 300, 350);
        assertThat(at(watch, 353)).isNull();
        assertThat(at(watch, 367)).isEqualTo(CloseCause.LIFETIME);
    }

    @Test
    void theRateIsLookedAtAnewAfterTheProcessStoodStill() throws IOException {
        ConnectionWatch watch = watch(new Timeouts(OFF, OFF, OFF, OFF, OFF, OFF, 1, Duration.ofSeconds(10)));
        assertThat(at(watch, 5)).isNull();
        skip(watch, 30, 35);
        assertThat(at(watch, 44)).as("a new window").isNull();
        assertThat(at(watch, 46)).isEqualTo(CloseCause.IDLE_TIMEOUT);
    }

    @Test
    void timeForWhichALimitHoldsTheConnectionBackIsNotTheClients() {
        var timeouts = new Timeouts(MINUTE, MINUTE, OFF, OFF, MINUTE, OFF, 1, Duration.ofSeconds(50));
        ConnectionWatch watch = heldBack(timeouts);
        assertThat(at(watch, 20)).isNull();
        held = Duration.ofMinutes(5);
        assertThat(at(watch, 320)).isNull();
        held = Duration.ofSeconds(320);
        assertThat(at(watch, 340)).isNull();
        assertThat(at(watch, 369))
                .as("20 s before the limit held it back, 29 s since")
                .isNull();
        assertThat(at(watch, 371)).as("no byte for 50 s").isEqualTo(CloseCause.IDLE_TIMEOUT);
    }

    @Test
    void bothDirectionsHeldBackAtOnceAreNotMoreThanTheTimeThatPasses() {
        ConnectionWatch watch = heldBack(new Timeouts(OFF, MINUTE, OFF, OFF, OFF, OFF, 0, MINUTE));
        held = Duration.ofSeconds(200);
        assertThat(at(watch, 100)).isNull();
        assertThat(at(watch, 159)).isNull();
        assertThat(at(watch, 161)).isEqualTo(CloseCause.FIRST_BYTE_TIMEOUT);
    }

    @Test
    void timeHeldBackWhileTheProcessStoodStillIsExcludedOnce() {
        ConnectionWatch watch = heldBack(new Timeouts(MINUTE, OFF, OFF, OFF, OFF, OFF, 0, MINUTE));
        assertThat(at(watch, 50)).isNull();
        held = Duration.ofMinutes(5);
        skip(watch, 300, 350);
        assertThat(at(watch, 359)).isNull();
        assertThat(at(watch, 361)).isEqualTo(CloseCause.IDLE_TIMEOUT);
    }

    @Test
    void aLifetimeIsTheWholeTime() {
        ConnectionWatch watch = heldBack(new Timeouts(OFF, OFF, OFF, OFF, OFF, MINUTE, 0, MINUTE));
        held = Duration.ofSeconds(67);
        assertThat(at(watch, 67)).isEqualTo(CloseCause.LIFETIME);
    }

    private ConnectionWatch heldBack(Timeouts timeouts) {
        return new ConnectionWatch(connection, timeouts, new HeldBackTime(() -> held.toNanos(), start), start);
    }

    private void skip(ConnectionWatch watch, long seconds, long atSecond) {
        watch.skip(TimeUnit.SECONDS.toNanos(seconds), start + TimeUnit.SECONDS.toNanos(atSecond));
    }

    private ConnectionWatch watch(Timeouts timeouts) {
        return new ConnectionWatch(connection, timeouts, null, start);
    }

    private CloseCause at(ConnectionWatch watch, long seconds) {
        long now = start + Duration.ofSeconds(seconds).toNanos();
        watch.sample(now);
        return watch.expired(now);
    }

    private void receive(int bytes) throws IOException {
        script.result = bytes;
        assertThat(transport.read(ByteBuffer.allocate(bytes), 0)).isEqualTo(bytes);
    }

    private void send(int bytes) throws IOException {
        script.result = bytes;
        assertThat(transport.write(ByteBuffer.allocate(bytes))).isEqualTo(bytes);
    }

    /** Moves as many bytes as it is told, after what it is told to do in the middle of it. */
    private static final class Script implements Transport {

        private Runnable during = () -> {};
        private int result;

        @Override
        public long id() {
            return 1;
        }

        @Override
        public int read(ByteBuffer destination, long timeoutNanos) {
            during.run();
            return result;
        }

        @Override
        public int write(ByteBuffer source) {
            during.run();
            return result;
        }

        @Override
        public void shutdown(Half half) {}

        @Override
        public SocketAddress remoteAddress() {
            return ADDRESS;
        }

        @Override
        public SocketAddress localAddress() {
            return ADDRESS;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
