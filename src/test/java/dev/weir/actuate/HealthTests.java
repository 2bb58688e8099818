package dev.weir.actuate;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.server.DrainSettings;
import dev.weir.testing.RawHttp;
import dev.weir.testing.RunningApplication;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;

@Timeout(60)
class HealthTests {

    private static final DrainSettings SLOWLY =
            new DrainSettings(Duration.ZERO, Duration.ofDays(1), Duration.ofSeconds(30));

    @Test
    void showsTheStatusOfEachListener() throws Exception {
        try (var application = RunningApplication.application()
                        .listener("first", "echo")
                        .listener("second", "echo")
                        .start();
                var _ = application.connect("first")) {
            await().until(() -> application.listener("first").statistics().active() == 1);
            String up = application.get("health/tcp").body();
            assertThat(JsonPath.<String>read(up, "$.status")).isEqualTo("UP");
            assertThat(JsonPath.<String>read(up, "$.details.first.state")).isEqualTo("listening");
            assertThat(JsonPath.<Integer>read(up, "$.details.first.active")).isEqualTo(1);
            assertThat(JsonPath.<String>read(up, "$.details.second.address")).startsWith("127.0.0.1:");

            application.listener("first").drain(SLOWLY);
            String draining = application.get("health/tcp").body();
            assertThat(JsonPath.<String>read(draining, "$.status")).isEqualTo("OUT_OF_SERVICE");
            assertThat(JsonPath.<String>read(draining, "$.details.first.state")).isEqualTo("draining");
            assertThat(JsonPath.<String>read(draining, "$.details.second.status"))
                    .isEqualTo("UP");
            assertThat(application.get("health/readiness").statusCode()).isEqualTo(503);
            assertThat(application.get("health/liveness").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "management.endpoint.health.group.readiness.include=readinessState"})
    void readinessDependsOnListenersWhetherOrNotTheApplicationDefinesIt(String group) throws Exception {
        var setup = RunningApplication.application()
                .listener("echo", "echo")
                .with("management.endpoint.health.probes.add-additional-paths=true");
        try (var application = (group.isEmpty() ? setup : setup.with(group)).start()) {
            assertThat(application.get("health/readiness").statusCode()).isEqualTo(200);
            application.listener("echo").pause();
            assertThat(application.get("health/readiness").statusCode()).isEqualTo(503);
            String body = application.get("health/readiness").body();
            assertThat(JsonPath.<String>read(body, "$.status")).isEqualTo("OUT_OF_SERVICE");
            assertThat(JsonPath.<String>read(body, "$.components.readinessState.status"))
                    .isEqualTo("UP");
            assertThat(JsonPath.<String>read(body, "$.components.tcp.details.echo.state"))
                    .isEqualTo("paused");
            RawHttp.Answer readyz = new RawHttp(application.port()).send("GET /readyz", "");
            assertThat(readyz.status()).isEqualTo(503);
            assertThat(readyz.body().contains("components"))
                    .as("at the application's own port, Boot's default group hides them: %s", readyz.body())
                    .isEqualTo(!group.isEmpty());
            assertThat(application.get("health/liveness").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "show-details=never | unrelated=x | false",
                "show-details=never | group.readiness.show-details=always | true",
                "show-details=always | group.readiness.show-components=never | false"
            })
    void readinessShowsItsComponentsWhereTheSettingsSayIt(String all, String own, boolean shown) throws Exception {
        String prefix = "management.endpoint.health.";
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .with(prefix + all, prefix + own)
                .start()) {
            application.listener("echo").pause();
            HttpResponse<String> answer = application.get("health/readiness");

            assertThat(answer.statusCode()).isEqualTo(503);
            if (shown) {
                assertThat(JsonPath.<String>read(answer.body(), "$.components.tcp.details.echo.state"))
                        .isEqualTo("paused");
            } else {
                assertThat(answer.body()).isEqualTo("{\"status\":\"OUT_OF_SERVICE\"}");
                assertThat(application.get("health/readiness/tcp").statusCode()).isEqualTo(404);
            }
        }
    }

    @Test
    void readinessDependsOnListenersWithoutAWebServer() {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .with("spring.main.web-application-type=none", "management.endpoint.health.probes.enabled=true")
                .start()) {
            var health = application.bean(HealthEndpoint.class);
            assertThat(status(health.healthForPath("readiness"))).isEqualTo(Status.UP);
            assertThat(((CompositeHealthDescriptor) health.healthForPath("readiness")).getComponents())
                    .containsKey("tcp");

            application.listener("echo").pause();
            assertThat(status(health.healthForPath("readiness"))).isEqualTo(Status.OUT_OF_SERVICE);
        }
    }

    private static Status status(HealthDescriptor descriptor) {
        return descriptor.getStatus();
    }

    @Test
    void canBeSwitchedOff() throws Exception {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .with("management.health.tcp.enabled=false")
                .start()) {
            application.listener("echo").pause();
            assertThat(application.get("health/readiness").statusCode()).isEqualTo(200);
            assertThat(application.get("health/tcp").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void isUpWithoutListeners() throws Exception {
        try (var application = RunningApplication.application().start()) {
            assertThat(application.get("health/tcp").body()).contains("\"status\":\"UP\"");
            assertThat(application.get("tcplisteners").body()).isEqualTo("{\"listeners\":[]}");
            assertThat(application.get("tcpstreams").body()).isEqualTo("{\"total\":0,\"streams\":[]}");
        }
    }

    @Test
    void endpointsAreReadOnlyByDefault() throws Exception {
        try (var application = RunningApplication.application()
                        .listener("echo", "echo")
                        .start();
                var socket = application.connect("echo")) {
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            int id = JsonPath.read(application.get("tcpstreams").body(), "$.streams[0].id");

            assertThat(application
                            .post("tcplisteners/echo", "{\"action\":\"pause\"}")
                            .statusCode())
                    .isEqualTo(405);
            assertThat(application.delete("tcpstreams/" + id).statusCode()).isEqualTo(405);
            assertThat(application.get("tcpstreams/" + id).statusCode()).isEqualTo(200);
        }
    }
}
