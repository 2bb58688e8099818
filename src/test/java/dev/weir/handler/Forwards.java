package dev.weir.handler;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.TargetStatistics;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.FullBacklog;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Applications that forward from the listener {@code front}, and their targets; closed after the test. */
final class Forwards implements AfterEachCallback {

    static final String FRONT = "front";

    private final List<AutoCloseable> open = new ArrayList<>();

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    <T extends AutoCloseable> T closed(T afterwards) {
        open.add(afterwards);
        return afterwards;
    }

    TargetServer target(TcpStreamHandler handler) throws IOException {
        return closed(TargetServer.start(handler));
    }

    TargetServer echo() throws IOException {
        return target(stream -> stream.transferTo(stream));
    }

    /** A target that refuses connections. */
    TargetServer stopped() throws IOException {
        TargetServer target = echo();
        target.stop();
        return target;
    }

    /** A target that does not answer. */
    FullBacklog silent() throws IOException {
        return closed(new FullBacklog());
    }

    /** Starts an application without health checks, which are connections too. */
    RunningApplication start(List<TargetServer> to, String... settings) {
        return start(setup(
                String.join(
                        ",",
                        to.stream()
                                .map(TargetServer::target)
                                .map(String::valueOf)
                                .toList()),
                settings));
    }

    RunningApplication start(TargetServer to, String... settings) {
        return start(List.of(to), settings);
    }

    RunningApplication start(RunningApplication.Setup setup) {
        return closed(setup.start());
    }

    /** An application without health checks unless the settings have them. */
    static RunningApplication.Setup setup(String to, String... settings) {
        return RunningApplication.listenersOnly()
                .with("weir.listeners.front.forward.health.interval=0s")
                .forward(FRONT, to, settings);
    }

    TcpTestClient client(RunningApplication application) {
        return closed(application.client(FRONT));
    }

    /** Awaits the end of the only connection. */
    static void awaitEnd(RunningApplication application) {
        await().until(() -> application.statistics(FRONT).closed() == 1);
        application.awaitRest(FRONT);
    }

    /** Asserts that connections have ended for this cause only. */
    static void assertEndedFor(CloseCause cause, RunningApplication application) {
        ListenerStatistics statistics = application.statistics(FRONT);
        assertThat(statistics.causes().stream().filter(c -> statistics.closed(c) > 0))
                .containsExactly(cause);
    }

    static List<TargetStatistics> targets(RunningApplication application) {
        return application.listener(FRONT).targets();
    }
}
