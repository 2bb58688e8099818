package dev.weir.faults;

import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.InlineObserver;
import dev.weir.observe.ObservedConnection;
import dev.weir.stream.StreamClosedException;
import dev.weir.stream.TcpStream;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each timeout ends its stream within a second of its time, and the handler learns which it was. */
class TimeoutsTests {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private static final BlockingQueue<IOException> thrown = new ArrayBlockingQueue<>(100);
    private static final BlockingQueue<Long> durations = new ArrayBlockingQueue<>(100);
    private static RunningApplication weir;

    @BeforeAll
    static void start() {
        String off = "timeout.write=0";
        weir = RunningApplication.listenersOnly()
                .bean("durations", ConnectionObserver.class, () -> new Durations())
                .listener("reading", TimeoutsTests::read, "timeout.idle=1s")
                .listener("reader", TimeoutsTests::read, "timeout.read=1s")
                .listener("first", TimeoutsTests::read, "timeout.first-byte=1s")
                .listener("old", TimeoutsTests::read, "timeout.lifetime=1s")
                .listener("slow", TimeoutsTests::read, "timeout.min-rate=1KB", "timeout.min-rate-window=1s")
                .listener("ended", TimeoutsTests::shutDownAndRead, "timeout.half-closed=1s")
                .listener("idlewriter", TimeoutsTests::write, "timeout.idle=1s", off)
                .listener("writer", TimeoutsTests::write, "timeout.write=1s")
                .listener("oldwriter", TimeoutsTests::write, "timeout.lifetime=1s", off)
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @BeforeEach
    void forget() {
        thrown.clear();
        durations.clear();
    }

    /** An observer's duration has no client's delay in it. */
    private static final class Durations implements InlineObserver {
        @Override
        public void closed(ObservedConnection connection, CloseCause cause) {
            durations.add(connection.durationNanos());
        }
    }

    private static void read(TcpStream stream) throws IOException {
        try {
            while (stream.read(new byte[100]) >= 0) {
                // What comes does not matter.
            }
        } catch (IOException e) {
            thrown.add(e);
            throw e;
        }
    }

    private static void shutDownAndRead(TcpStream stream) throws IOException {
        stream.shutdown();
        read(stream);
    }

    private static void write(TcpStream stream) throws IOException {
        try {
            while (true) {
                stream.writeAll(new byte[100_000]);
            }
        } catch (IOException e) {
            thrown.add(e);
            throw e;
        }
    }

    @Test
    void idleEndsABlockedRead() throws Exception {
        assertEnds("reading", CloseCause.IDLE_TIMEOUT, TIMEOUT, TIMEOUT);
    }

    @Test
    void idleEndsABlockedWrite() throws Exception {
        assertEnds("idlewriter", CloseCause.IDLE_TIMEOUT, TIMEOUT, TIMEOUT);
    }

    @Test
    void readEndsABlockedRead() throws Exception {
        assertEnds("reader", CloseCause.READ_TIMEOUT, TIMEOUT, TIMEOUT);
    }

    @Test
    void firstByteEndsABlockedRead() throws Exception {
        assertEnds("first", CloseCause.FIRST_BYTE_TIMEOUT, TIMEOUT, TIMEOUT);
    }

    @Test
    void halfClosedEndsABlockedRead() throws Exception {
        assertEnds("ended", CloseCause.HALF_CLOSED_TIMEOUT, TIMEOUT, TIMEOUT);
    }

    @Test
    void writeEndsABlockedWrite() throws Exception {
        assertEnds("writer", CloseCause.WRITE_TIMEOUT, TIMEOUT, TIMEOUT);
    }

    @Test
    void lifetimeEndsABlockedRead() throws Exception {
        assertEnds(
                "old",
                CloseCause.LIFETIME,
                TIMEOUT.multipliedBy(9).dividedBy(10),
                TIMEOUT.multipliedBy(11).dividedBy(10));
    }

    @Test
    void lifetimeEndsABlockedWrite() throws Exception {
        assertEnds(
                "oldwriter",
                CloseCause.LIFETIME,
                TIMEOUT.multipliedBy(9).dividedBy(10),
                TIMEOUT.multipliedBy(11).dividedBy(10));
    }

    @Test
    void minRateEndsABlockedRead() throws Exception {
        assertEnds("slow", CloseCause.IDLE_TIMEOUT, TIMEOUT, TIMEOUT);
    }

    @Test
    void firstByteIsNoLimitOnceItCame() throws Exception {
        try (Socket talking = weir.connect("first")) {
            talking.getOutputStream().write(1);
            assertEnds("first", CloseCause.FIRST_BYTE_TIMEOUT, TIMEOUT, TIMEOUT);
            assertThat(weir.statistics("first").active()).isEqualTo(1);
        }
        weir.awaitRest("first");
    }

    private static void assertEnds(String listener, CloseCause cause, Duration earliest, Duration latest)
            throws IOException, InterruptedException {
        long before = weir.statistics(listener).closed(cause);
        try (Socket silent = weir.connect(listener)) {
            IOException failure = take(thrown);
            assertThat(failure).isInstanceOf(StreamClosedException.class).hasMessageContaining(cause.label());
            Long nanos = take(durations);
            assertThat(Duration.ofNanos(nanos)).isBetween(earliest, latest.plus(TOLERANCE));
            assertThat(weir.statistics(listener).closed(cause)).isEqualTo(before + 1);
            assertThat(silent.isConnected()).isTrue();
        }
    }
}
