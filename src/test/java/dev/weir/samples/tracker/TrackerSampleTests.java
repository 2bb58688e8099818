package dev.weir.samples.tracker;

import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.observe.CloseCause;
import dev.weir.samples.ProtocolPage;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The sample with messages as trackers send them. */
@Timeout(120)
class TrackerSampleTests {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    private static final String FIRST = "4106012736";
    private static final String SECOND = "4106012737";

    private final BlockingQueue<Position> positions = new LinkedBlockingQueue<>();
    private RunningApplication application;

    @BeforeEach
    void start() throws Exception {
        application = ProtocolPage.read()
                .application("GPS trackers")
                .bean("clock", Clock.class, () -> CLOCK)
                .bean("fleet", Fleet.class, () -> new Trackers(positions))
                .bean("sample", Sample.class, Sample::new)
                .start();
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void confirmsPositionsOfSeveralTrackersThatEndDifferently() throws Exception {
        try (Socket gateway = application.connect("trackers")) {
            send(gateway, position(FIRST) + "#\r\n" + position(SECOND) + "#" + position(FIRST) + "#\r\n");
            assertReceives(gateway, "*HQ,4106012736,V4,V1,20210210224434#");
            assertReceives(gateway, "*HQ,4106012737,V4,V1,20210210224434#");
            assertReceives(gateway, "*HQ,4106012736,V4,V1,20210210224434#");
        }
        Position position = take(positions);
        assertThat(position.tracker()).isEqualTo(FIRST);
        assertThat(position.time()).isEqualTo(OffsetDateTime.parse("2021-02-10T22:44:34Z"));
        assertThat(position.valid()).isTrue();
        assertThat(position.latitude()).isCloseTo(18.456425, within(1e-9));
        assertThat(position.longitude()).isCloseTo(-67.0959616667, within(1e-9));
        assertThat(position.knots()).isEqualTo(12.5);
        assertThat(take(positions).tracker()).isEqualTo(SECOND);
    }

    @Test
    void sendsACommandByTheConnectionThatTheTrackerUsedLast() throws Exception {
        try (Socket gateway = application.connect("trackers");
                Socket own = application.connect("trackers")) {
            heartbeat(gateway, FIRST);
            heartbeat(gateway, SECOND);
            assertThat(commands().stopEngine(FIRST)).isTrue();
            assertReceives(gateway, "*HQ,4106012736,S20,030405,1,1#");
            send(gateway, "*HQ,4106012736,V4,S20,DONE,030405#");
            heartbeat(gateway, SECOND);

            heartbeat(own, FIRST);
            assertThat(commands().setInterval(FIRST, 30)).isTrue();
            assertThat(commands().setInterval(SECOND, 60)).isTrue();
            assertReceives(own, "*HQ,4106012736,S71,030405,22,30#");
            assertReceives(gateway, "*HQ,4106012737,S71,030405,22,60#");
        }
    }

    @Test
    void tellsThatATrackerIsNotConnected() throws Exception {
        assertThat(commands().stopEngine(FIRST)).isFalse();
        try (Socket tracker = application.connect("trackers")) {
            heartbeat(tracker, FIRST);
        }
        application.awaitRest("trackers");
        assertThat(commands().stopEngine(FIRST)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*HQ,4106019999,HTBT#", "4106012736,HTBT#", "*HQ,4106012736,V1,224434,A,18#"})
    void endsTheConnectionOfAnUnknownTrackerOrMessage(String message) throws Exception {
        try (Socket tracker = application.connect("trackers")) {
            send(tracker, message);
            assertThat(tracker.getInputStream().read()).isEqualTo(-1);
        }
        await().until(() -> application.statistics("trackers").closed(CloseCause.PROTOCOL_ERROR) == 1);
        assertThat(positions).isEmpty();
    }

    private TrackerCommands commands() {
        return application.bean(TrackerCommands.class);
    }

    private static String position(String tracker) {
        return "*HQ," + tracker + ",V1,224434,A,1827.3855,N,06705.7577,W,012.50,360,100221,FFFFFFFF";
    }

    private static void heartbeat(Socket socket, String tracker) throws IOException {
        String heartbeat = "*HQ," + tracker + ",HTBT#";
        send(socket, heartbeat);
        assertReceives(socket, heartbeat);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static void assertReceives(Socket socket, String text) throws IOException {
        assertThat(new String(socket.getInputStream().readNBytes(text.length()), US_ASCII))
                .isEqualTo(text);
    }

    /** The beans of the sample, which an application would find by a scan. */
    @Configuration
    @Import({TrackerHandler.class, TrackerCommands.class})
    static class Sample {}

    private record Trackers(BlockingQueue<Position> positions) implements Fleet {

        @Override
        public boolean contains(String tracker) {
            return tracker.equals(FIRST) || tracker.equals(SECOND);
        }

        @Override
        public void add(Position position) {
            positions.add(position);
        }
    }
}
