package dev.weir.handler;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.Side;
import dev.weir.observe.TargetStatistics;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener with nothing but settings, in front of real servers. */
class ForwardHandlerTests {

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    @Test
    void passesBytesOnInBothDirectionsAndCountsThem() throws IOException {
        TargetServer target = target(stream -> stream.transferTo(stream));
        RunningApplication application = forwardTo(target);

        try (TcpTestClient client = application.client("front")) {
            client.send("hello").receives("hello").endsInput().thenEnds();
        }

        application.awaitRest("front");
        ListenerStatistics statistics = application.statistics("front");
        assertThat(statistics.bytesRead()).isEqualTo(5);
        assertThat(statistics.bytesWritten()).isEqualTo(5);
        assertThat(statistics.closed(CloseCause.PEER_CLOSED)).isEqualTo(1);
        TargetStatistics counted = targets(application).getFirst();
        assertThat(counted.bytesWritten()).isEqualTo(5);
        assertThat(counted.bytesRead()).isEqualTo(5);
        assertThat(counted.opened()).isEqualTo(1);
        assertThat(counted.active()).isZero();
        await().until(() -> target.open() == 0);
    }

    @Test
    void theClientsEndReachesTheTargetWhichMayStillAnswer() throws IOException {
        TargetServer target = target(stream -> {
            String line = stream.readLine(StandardCharsets.US_ASCII, 100);
            int end = stream.read(new byte[1]);
            stream.writeAll((line + " " + end).getBytes(StandardCharsets.US_ASCII));
        });
        RunningApplication application = forwardTo(target);

        try (TcpTestClient client = application.client("front")) {
            client.send("ask\n").endsInput().receives("ask -1").thenEnds();
        }

        application.awaitRest("front");
        assertThat(application.statistics("front").shutdowns(Side.REMOTE)).isEqualTo(1);
        assertThat(application.statistics("front").closed(CloseCause.PEER_CLOSED))
                .isEqualTo(1);
    }

    @Test
    void theTargetsEndReachesTheClientWhichMayStillSend() throws IOException {
        var received = new StringBuffer();
        TargetServer target = target(stream -> {
            stream.writeAll("bye".getBytes(StandardCharsets.US_ASCII));
            stream.shutdown();
            received.append(stream.readLine(StandardCharsets.US_ASCII, 100));
        });
        RunningApplication application = forwardTo(target);

        try (TcpTestClient client = application.client("front")) {
            client.receives("bye").thenEnds().send("late").endsInput();
            await().untilAsserted(() -> assertThat(received).hasToString("late"));
        }

        application.awaitRest("front");
        assertThat(application.statistics("front").closed(CloseCause.PEER_CLOSED))
                .isEqualTo(1);
    }

    private TargetServer target(TcpStreamHandler handler) throws IOException {
        TargetServer target = TargetServer.start(handler);
        open.add(target);
        return target;
    }

    /** Without checks, which are connections too. */
    private RunningApplication forwardTo(TargetServer target, String... settings) {
        return start(RunningApplication.listenersOnly()
                .forward("front", target.target().toString(), settings)
                .with("weir.listeners.front.forward.health.interval=0s"));
    }

    private RunningApplication start(RunningApplication.Setup setup) {
        RunningApplication application = setup.start();
        open.add(application);
        return application;
    }

    private static List<TargetStatistics> targets(RunningApplication application) {
        return application.listener("front").targets();
    }
}
