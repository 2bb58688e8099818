package dev.weir.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where the live page is. */
@Timeout(60)
class WeirEndpointTests {

    @Test
    void isAPageWithItsFilesAndItsState() throws Exception {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .with("spring.application.name=till", "spring.jackson.property-naming-strategy=SNAKE_CASE")
                .start()) {
            HttpResponse<String> page = application.get("weir", "Accept", "text/html,application/xml;q=0.9,*/*;q=0.8");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
            assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("{weir}");
            assertThat(application.get("weir").statusCode())
                    .as("with any Accept")
                    .isEqualTo(200);

            assertThat(application
                            .get("weir/state?sort=x", "Accept", "text/css")
                            .statusCode())
                    .as("an error is JSON, whatever is accepted")
                    .isEqualTo(400);

            HttpResponse<String> state = application.get("weir/state");
            assertThat(state.statusCode()).isEqualTo(200);
            assertThat(state.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(JsonPath.<String>read(state.body(), "$.application")).isEqualTo("till");
            assertThat(JsonPath.<String>read(state.body(), "$.state")).isEqualTo("accepting");
            assertThat(JsonPath.<Integer>read(state.body(), "$.listeners[0].halfClosed"))
                    .as("whatever the application's own JSON looks like")
                    .isZero();
            assertThat(state.body()).doesNotContain("clients");
        }
    }

    @Test
    void withoutObservationStreamsAndEndsAreListedAndTheirBytesAreZero() throws Exception {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .with("weir.observation.enabled=false")
                .start()) {
            try (var client = application.client("echo")) {
                client.send("hello").receives("hello");
                String streams = application.get("tcpstreams?sort=rate").body();
                assertThat(JsonPath.<Integer>read(streams, "$.streams[0].bytesRead"))
                        .isZero();
                assertThat(JsonPath.<Integer>read(streams, "$.streams[0].blockedMs"))
                        .isZero();
            }
            application.awaitRest("echo");

            String state = application.get("weir/state").body();
            assertThat(JsonPath.<String>read(state, "$.ended[0].cause")).isEqualTo("handler_completed");
            assertThat(JsonPath.<Integer>read(state, "$.ended[0].bytesRead")).isZero();
            assertThat(JsonPath.<Integer>read(state, "$.listeners[0].connections.accepted"))
                    .isEqualTo(1);
        }
    }

    @Test
    void isFoundWhereTheOperatorMapsIt() throws Exception {
        try (var application = RunningApplication.application()
                        .listener("echo", "echo")
                        .with(
                                "management.server.port=0",
                                "management.server.base-path=/behind",
                                "management.endpoints.web.base-path=/ops",
                                "management.endpoints.web.path-mapping.weir=tcp/live",
                                "management.endpoints.web.path-mapping.tcplisteners=ports")
                        .start();
                var http = HttpClient.newHttpClient()) {
            String base = "http://127.0.0.1:"
                    + application.context().getEnvironment().getProperty("local.management.port") + "/behind/ops/";

            assertThat(get(http, base + "tcp/live").body()).contains("\"live/").doesNotContain("\"weir/");
            String state = get(http, base + "tcp/live/state").body();
            assertThat(JsonPath.<String>read(state, "$.paths.weir")).isEqualTo("tcp/live");
            assertThat(JsonPath.<String>read(state, "$.paths.listeners")).isEqualTo("ports");
            assertThat(JsonPath.<String>read(state, "$.paths.streams")).isEqualTo("tcpstreams");
            assertThat(get(http, base + "ports").statusCode()).isEqualTo(200);
        }
    }

    private static HttpResponse<String> get(HttpClient http, String address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
    }
}
