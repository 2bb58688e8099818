package dev.weir.actuate;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.observe.TargetState;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TargetServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators see of the targets of a listener that forwards. */
@Timeout(60)
class TargetsTests {

    @Test
    void aListenerThatForwardsShowsItsTargets() throws Exception {
        try (var target = TargetServer.echo();
                var stopped = TargetServer.echo()) {
            stopped.stop();
            try (var application = RunningApplication.application()
                            .listener("echo", "echo")
                            .forward(
                                    "front",
                                    stopped.target() + "," + target.target(),
                                    "forward.balance=first",
                                    "forward.health.interval=0s",
                                    "forward.health.eject-after=1",
                                    "forward.health.eject-for=1h")
                            .start();
                    var client = application.client("front")) {
                client.send("a").receives("a");

                String one = application.get("tcplisteners/front").body();
                assertThat(JsonPath.<String>read(one, "$.handler")).isEqualTo("forward");
                assertThat(JsonPath.<List<Map<String, Object>>>read(one, "$.targets"))
                        .containsExactly(
                                Map.of(
                                        "address", stopped.target().toString(),
                                        "state", "ejected",
                                        "active", 0,
                                        "connected", 0,
                                        "failed", 1),
                                Map.of(
                                        "address", target.target().toString(),
                                        "state", "up",
                                        "active", 1,
                                        "connected", 1,
                                        "failed", 0));
                assertThat(JsonPath.<List<?>>read(
                                application.get("tcplisteners").body(), "$.listeners[*].targets[*]"))
                        .hasSize(2);
                assertThat(application.get("tcplisteners/echo").body()).doesNotContain("targets");
                assertThat(JsonPath.<List<String>>read(
                                application.get("weir/state").body(), "$.warnings[*].text"))
                        .containsExactly("Target " + stopped.target() + " of listener front is ejected.");
            }
        }
    }

    @Test
    void healthShowsTargetsThatAreDownAndTheListenerStaysReady() throws Exception {
        String target = "no-such-host.invalid:6379";
        try (var application = RunningApplication.application()
                .forward("front", target, "forward.health.interval=20ms", "forward.health.fall=1")
                .start()) {
            await().until(() ->
                    application.listener("front").targets().getFirst().state() == TargetState.DOWN);

            String health = application.get("health/tcp").body();

            assertThat(JsonPath.<Map<String, String>>read(health, "$.details.front.targets"))
                    .containsExactly(Map.entry(target, "down"));
            assertThat(JsonPath.<String>read(health, "$.details.front.status")).isEqualTo("UP");
            assertThat(application.get("health/readiness").statusCode()).isEqualTo(200);
        }
    }
}
