package dev.weir.targets;

import static dev.weir.testing.Patience.await;
import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.TargetState;
import dev.weir.observe.TargetStatistics;
import dev.weir.testing.NetworkNamespace;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A target in a network namespace that vanishes without a word, comes back, and has another one beside it. */
@Timeout(120)
@RequiresTool({"ip", "iptables", "id", "socat"})
class VanishedTargetIT {

    private static final String PORT = "7000";

    private final BlockingQueue<IOException> ends = new LinkedBlockingQueue<>();

    @Test
    void openConnectionsEndForTheRightCauseAndNewOnesGoToTheOtherTarget() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                TargetServer other = TargetServer.echo()) {
            RunningProcess _ = namespace.start("socat", "TCP-LISTEN:" + PORT + ",fork,reuseaddr", "PIPE");
            String vanishing = namespace.there() + ":" + PORT;
            String both = vanishing + "," + other.target();
            try (RunningApplication weir = RunningApplication.application()
                    .forward("written", both, passive("timeout.write=2s"))
                    .forward("idle", both, passive("timeout.idle=2s"))
                    .forward(
                            "checked",
                            both,
                            "forward.balance=first",
                            "forward.health.interval=200ms",
                            "forward.health.timeout=1s",
                            "forward.health.rise=1",
                            "forward.health.fall=2",
                            "forward.health.on-down=close")
                    .start()) {
                await().untilAsserted(() -> {
                    try (Socket client = weir.connect("checked")) {
                        echo(client);
                    }
                    assertThat(target(weir, "checked", vanishing).opened()).isPositive();
                });
                try (Socket written = weir.connect("written");
                        Socket idle = weir.connect("idle");
                        Socket checked = weir.connect("checked")) {
                    echo(written);
                    echo(idle);
                    echo(checked);
                    assertThat(other.open()).isZero();

                    namespace.dropPackets();

                    Thread.startVirtualThread(() -> writeUntilTheEnd(written));
                    assertNewOnesGoElsewhere(weir, "written", vanishing);
                    IOException _ = take(ends);
                    assertEnded(weir, "written", CloseCause.UPSTREAM_TIMEOUT);
                    assertEnded(weir, "idle", CloseCause.IDLE_TIMEOUT);
                    assertEnded(weir, "checked", CloseCause.UPSTREAM_UNAVAILABLE);
                }
                assertThat(target(weir, "checked", vanishing).state()).isEqualTo(TargetState.DOWN);
                assertShown(weir, vanishing, "down", 0);

                namespace.passPackets();

                await().untilAsserted(() ->
                        assertThat(target(weir, "checked", vanishing).state()).isEqualTo(TargetState.UP));
                assertShown(weir, vanishing, "up", 1);
                try (Socket client = weir.connect("checked")) {
                    echo(client);
                    assertThat(target(weir, "checked", vanishing).active()).isOne();
                }
            }
        }
    }

    private static String[] passive(String timeout) {
        return new String[] {
            "forward.balance=first",
            "forward.connect-timeout=1s",
            "forward.health.interval=0s",
            "forward.health.eject-after=1",
            "forward.health.eject-for=1h",
            timeout
        };
    }

    private static void assertNewOnesGoElsewhere(RunningApplication weir, String listener, String vanished)
            throws IOException {
        for (int i = 0; i < 2; i++) {
            try (Socket client = weir.connect(listener)) {
                echo(client);
            }
        }
        TargetStatistics target = target(weir, listener, vanished);
        assertThat(target.connects(ConnectOutcome.TIMEOUT))
                .as("connects that have waited")
                .isOne();
        assertThat(target.state()).isEqualTo(TargetState.EJECTED);
    }

    private void writeUntilTheEnd(Socket socket) {
        try {
            var chunk = new byte[64 * 1024];
            while (true) {
                socket.getOutputStream().write(chunk);
            }
        } catch (IOException e) {
            ends.add(e);
        }
    }

    private static void assertEnded(RunningApplication weir, String listener, CloseCause cause) {
        ListenerStatistics statistics = weir.statistics(listener);
        await().untilAsserted(() -> assertThat(statistics.closed(cause)).isOne());
        weir.awaitRest(listener);
    }

    /** The endpoint, the health and the meters agree. */
    private static void assertShown(RunningApplication weir, String target, String state, long up) throws Exception {
        String endpoint = weir.get("tcplisteners/checked").body();
        assertThat(JsonPath.<String>read(endpoint, "$.targets[0].state")).isEqualTo(state);
        Map<String, String> health =
                JsonPath.read(weir.get("health").body(), "$.components.tcp.details.checked.targets");
        assertThat(health).containsEntry(target, state);
        assertThat(weir.scrape().sum("tcp_client_target_up", "listener=\"checked\"", target))
                .isEqualTo(up);
    }

    private static TargetStatistics target(RunningApplication weir, String listener, String address) {
        return weir.listener(listener).targets().stream()
                .filter(target -> target.target().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static void echo(Socket socket) throws IOException {
        socket.getOutputStream().write('e');
        assertThat(socket.getInputStream().read()).isEqualTo('e');
    }
}
