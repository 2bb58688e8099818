package dev.weir.actuate;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.server.ListenerState;
import dev.weir.stream.StreamAddress;
import dev.weir.testing.AuditTrail;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RawHttp;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may change what: changes as the endpoints of an application with unrestricted access take, record and refuse them. */
@Timeout(60)
class ChangesTests {

    private static final String PAUSE = "{\"action\":\"pause\"}";

    private static final AuditTrail AUDIT = new AuditTrail();

    @TempDir
    private static Path directory;

    private static RunningApplication application;
    private static RawHttp http;

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .listener("echo", "echo")
                .listener("taken", "echo", "address=unix:" + directory.resolve("taken.sock"))
                .bean("audit", AuditTrail.class, () -> AUDIT)
                .with(
                        "management.endpoint.tcplisteners.access=unrestricted",
                        "management.endpoint.tcpstreams.access=unrestricted",
                        "management.endpoints.web.path-mapping.tcpstreams=tcp/streams",
                        "spring.mvc.hiddenmethod.filter.enabled=true",
                        "server.forward-headers-strategy=framework",
                        "server.servlet.context-path=/app")
                .start();
        http = new RawHttp(
                Integer.parseInt(application.context().getEnvironment().getRequiredProperty("local.server.port")));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void resume() {
        application.listener("echo").resume();
    }

    @Test
    void recordsAPausedAndAResumedListener() throws Exception {
        try (var log = LogCapture.of(Changes.class)) {
            assertThat(pause("Content-Type: application/json").status()).isEqualTo(200);
            assertThat(AUDIT.last("TCP_LISTENER_PAUSED").getPrincipal()).isEqualTo("anonymous");
            assertThat(AUDIT.last("TCP_LISTENER_PAUSED").getData())
                    .isEqualTo(Map.of("listener", "echo", "outcome", "paused"));
            http.send(
                    "POST /app/actuator/tcplisteners/echo",
                    "{\"action\":\"resume\"}",
                    "Content-Type: application/vnd.spring-boot.actuator.v3+json");
            assertThat(AUDIT.last("TCP_LISTENER_RESUMED").getData()).containsEntry("outcome", "listening");
            assertThat(log.lines())
                    .containsExactly(
                            "Listener echo paused by anonymous: listener=echo, outcome=paused",
                            "Listener echo resumed by anonymous: listener=echo, outcome=listening");
        }
    }

    @Test
    void recordsADrainAndAResumeThatFails() throws Exception {
        change("taken", "drain");
        assertThat(AUDIT.last("TCP_LISTENER_DRAINED").getData()).containsEntry("listener", "taken");
        await().until(() -> application.listener("taken").state() instanceof ListenerState.Stopped);
        Files.createDirectory(directory.resolve("taken.sock"));
        RawHttp.Answer answer = change("taken", "resume");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(AUDIT.last("TCP_LISTENER_RESUME_FAILED").getData())
                .containsEntry("listener", "taken")
                .containsEntry("outcome", JsonPath.read(answer.body(), "$.error"));
        assertThat(AUDIT.events("TCP_LISTENER_RESUMED"))
                .noneMatch(event -> event.getData().containsValue("taken"));
    }

    @Test
    void recordsAnEndedStreamWithItsClient() throws Exception {
        try (var client = application.connect("echo");
                var log = LogCapture.of(Changes.class)) {
            long id = stream(client);
            assertThat(http.send("DELETE /app/actuator/tcp/streams/" + id, "").status())
                    .isEqualTo(204);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            String remote = "127.0.0.1:" + client.getLocalPort();
            assertThat(AUDIT.last("TCP_STREAM_ENDED").getData())
                    .isEqualTo(Map.of("listener", "echo", "outcome", "ended", "stream", id, "remoteAddress", remote));
            assertThat(log.lines())
                    .containsExactly("Stream " + id + " of listener echo ended by anonymous: listener=echo,"
                            + " outcome=ended, stream=" + id + ", remoteAddress=" + remote);
        }
    }

    @Test
    void recordsNothingWhereNothingWasChanged() throws Exception {
        int before = AUDIT.events().size();

        assertThat(change("nobody", "pause").status()).isEqualTo(404);
        assertThat(change("echo", "stop").status()).isEqualTo(400);
        assertThat(http.send("DELETE /app/actuator/tcp/streams/999999", "").status())
                .isEqualTo(404);
        assertThat(AUDIT.events()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: text/plain; a=application/json",
                "Content-Type: application/json, text/plain",
                "Content-Type: */*",
                "X-No: content type"
            })
    void takesNothingButJson(String header) throws Exception {
        assertThat(pause(header).status()).isEqualTo(415);
        assertThat(http.send("POST /app/actuator/tcplisteners/echo?action=pause", "", header)
                        .status())
                .isEqualTo(415);
        assertThat(application.listener("echo").state().label()).isEqualTo("listening");
    }

    @Test
    void takesJsonHoweverItIsCalled() throws Exception {
        assertThat(pause("Content-Type: application/json;charset=UTF-8").status())
                .isEqualTo(200);
        assertThat(pause("content-type: APPLICATION/JSON").status()).isEqualTo(200);
    }

    /** PORT stands for the server's own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-No: header of a browser",
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: none",
                "Sec-Fetch-Site: same-origin|Origin: https://ops.example|Host: 10.0.0.1:8080",
                "Origin: http://127.0.0.1:PORT",
                "Origin: https://127.0.0.1:PORT",
                "Origin: http://ops.example:8443|Host: ops.example:8443",
                "Origin: http://OPS.example:8443|Host: ops.EXAMPLE:8443",
                "Origin: http://ops.example|Host: ops.example",
                "Origin: http://ops.example|Host: ops.example:80",
                "Origin: https://ops.example|Host: ops.example",
                "Origin: http://[::1]:8080|Host: [::1]:8080",
                "Origin: http://[2001:db8::1]|Host: [2001:db8::1]",
                "Origin: https://ops.example|Host: 10.0.0.1:8080|X-Forwarded-Host: ops.example|X-Forwarded-Proto: https",
                "Origin: https://ops.example:8443|X-Forwarded-Host: ops.example|X-Forwarded-Port: 8443",
                "Origin: https://[::1]:8443|X-Forwarded-Host: [::1]:8443|X-Forwarded-Prefix: /prefix",
                "Origin: https://ops.example|Forwarded: host=ops.example;proto=https"
            })
    void carriesOutChangesOfItsOwnPageAndOfPrograms(String headers) throws Exception {
        assertThat(pause(lines("Content-Type: application/json|" + headers)).status())
                .isEqualTo(200);
        assertThat(application.listener("echo").state().label()).isEqualTo("paused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: same-origin, cross-site",
                "Sec-Fetch-Site: same-origin|Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site:",
                "Sec-Fetch-Site: unheard-of",
                "Sec-Fetch-Site: cross-site|Origin: http://127.0.0.1:PORT",
                "Origin: null",
                "Origin:",
                "Origin: http://evil.example",
                "Origin: http://127.0.0.1",
                "Origin: http://127.0.0.1:1",
                "Origin: http://127.0.0.1:PORT.evil.example",
                "Origin: http://127.0.0.1:PORT@evil.example",
                "Origin: http://evil.example#127.0.0.1:PORT",
                "Origin: http://evil.example/127.0.0.1:PORT",
                "Origin: http://127.0.0.1:PORT|Origin: http://evil.example",
                "Origin: http://evil.example|Origin: http://127.0.0.1:PORT",
                "Origin: http://127.0.0.1:PORT, http://evil.example",
                "Origin: http://127.0.0.1:PORT http://evil.example",
                "Origin: http://ops.example:8080|Host: ops.example",
                "Origin: http://ops.example|Host: ops.example:8080",
                "Origin: http://ops.example|Host: ops.example.|X-Forwarded-Host: other.example",
                "Origin: http://[::2]:8080|Host: [::1]:8080",
                "Origin: http://127.0.0.1:99999999999",
                "Origin: 127.0.0.1:PORT",
                "Origin: file://",
                "Origin: chrome-extension://abcdefghijklmnop"
            })
    void refusesChangesOfOtherSites(String headers) throws Exception {
        RawHttp.Answer answer = pause(lines("Content-Type: application/json|" + headers));

        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(application.listener("echo").state().label()).isEqualTo("listening");
    }

    @Test
    void saysInJsonWhyAChangeIsRefused() throws Exception {
        RawHttp.Answer answer =
                pause("Content-Type: application/json", "Origin: http://evil.example/\"\\'<b>", "Host: ops.example:81");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(JsonPath.<String>read(answer.body(), "$.error"))
                .startsWith("A change or download that comes from another site is refused: Sec-Fetch-Site is missing,"
                        + " Origin is http://evil.example/????b?, and this server is ops.example:81. ");
    }

    @Test
    void logsRefusedChangesWithinBounds() throws Exception {
        try (var log = LogCapture.of(RefusalLog.class)) {
            for (int i = 0; i < 30; i++) {
                assertThat(pause("Content-Type: application/json", "Sec-Fetch-Site: cross-site")
                                .status())
                        .isEqualTo(403);
            }
            assertThat(log.lines()).hasSizeLessThan(10);
        }
    }

    /** An answer of 403 shows that the path does lead to the endpoint, and that no spelling leads around the guard. */
    @ParameterizedTest
    @CsvSource({
        "/app/actuator/tcplisteners/echo, 403",
        "/app/actuator/tcplisteners/%65cho, 403",
        "/app/actuator/%74cplisteners/echo, 403",
        "/app/%61ctuator/tcplisteners/echo, 403",
        "/app/actuator/tcplisteners;x=y/echo, 403",
        "/app/actuator;x=y/tcplisteners/echo;z, 403",
        "/app;x=y/actuator/tcplisteners/echo, 403",
        "/app/x/../actuator/tcplisteners/echo, 404",
        "/app/./actuator/./tcplisteners/echo, 404",
        "/app/actuator//tcplisteners/echo, 404",
        "/app/actuator/tcplisteners/echo/, 404",
        "/app/actuator/tcplisteners/echo//, 404",
        "/app/actuator/tcplisteners/echo.json, 403",
        "/app/actuator/TCPLISTENERS/echo, 404",
        "/app/Actuator/tcplisteners/echo, 404",
        "/app/actuator/tcplisteners%2Fecho, 400",
        "/app/actuator/tcplisteners/echo%00, 400",
        "/app/actuator/tcplisteners/echo%0a, 403",
        "http://127.0.0.1/app/actuator/tcplisteners/echo, 400"
    })
    void refusesChangesOfOtherSitesHoweverThePathIsWritten(String path, int status) throws Exception {
        RawHttp.Answer answer =
                http.send("POST " + path, PAUSE, "Content-Type: application/json", "Sec-Fetch-Site: cross-site");

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(application.listener("echo").state().label()).isEqualTo("listening");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200",
        "HEAD, 200",
        "OPTIONS, 200",
        "PUT, 405",
        "PATCH, 405",
        "DELETE, 405",
        "TRACE, 405",
        "pOST, 405"
    })
    void changesNothingByAnotherMethodWhateverOverridesIt(String method, int status) throws Exception {
        RawHttp.Answer answer = http.send(
                method + " /app/actuator/tcplisteners/echo?_method=POST&action=pause",
                PAUSE,
                "Content-Type: application/json",
                "X-HTTP-Method-Override: POST",
                "X-HTTP-Method: POST",
                "Sec-Fetch-Site: cross-site");

        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(application.listener("echo").state().label()).isEqualTo("listening");
    }

    /** A form of another site is a POST without a preflight; Spring's filter for forms makes a DELETE of it. */
    @Test
    void refusesAFormThatSpringTurnsIntoADelete() throws Exception {
        try (var client = application.connect("echo")) {
            String request = "POST /app/actuator/tcp/streams/" + stream(client);
            String form = "Content-Type: application/x-www-form-urlencoded";

            assertThat(http.send(request, "_method=delete", form, "Origin: http://evil.example")
                            .status())
                    .isEqualTo(403);
            client.getOutputStream().write(7);
            assertThat(client.getInputStream().read()).isEqualTo(7);
            assertThat(http.send(request, "_method=delete", form).status())
                    .as("the same without an origin, which shows that the form does arrive")
                    .isEqualTo(204);
        }
    }

    @Test
    void leavesReadingAndOtherEndpointsAlone() throws Exception {
        String other = "Sec-Fetch-Site: cross-site";

        assertThat(http.send("GET /app/actuator/tcplisteners", "", other).status())
                .isEqualTo(200);
        assertThat(http.send("GET /app/actuator/tcp/streams", "", other).status())
                .isEqualTo(200);
        assertThat(http.send("POST /app/actuator/loggers/some", "{}", "Content-Type: application/json", other)
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({
        "weir, 200, no-cache",
        "weir/state, 200, no-store",
        "weir/state?sort=x, 400, no-store",
        "weir/x.js, 404, no-cache"
    })
    void sendsThePageSoThatNoOtherSiteFramesIt(String path, int status, String cache) throws Exception {
        RawHttp.Answer answer = http.send("GET /app/actuator/" + path, "");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Cache-Control")).isEqualTo(cache);
        assertThat(http.send("GET /app/actuator/tcplisteners", "").text())
                .as("other endpoints are answered as Boot does")
                .doesNotContain("Content-Security-Policy");
    }

    @Test
    void guardsAPortOfItsOwnToo() throws Exception {
        try (var other = RunningApplication.application()
                .listener("echo", "echo")
                .with(
                        "management.server.port=0",
                        "management.server.base-path=/m",
                        "management.endpoints.web.base-path=/",
                        "management.endpoints.web.path-mapping.tcplisteners=l",
                        "management.endpoints.web.cors.allowed-origins=https://ops.example",
                        "management.endpoints.web.cors.allowed-methods=POST",
                        "management.endpoint.tcplisteners.access=unrestricted")
                .start()) {
            var port = new RawHttp(
                    Integer.parseInt(other.context().getEnvironment().getRequiredProperty("local.management.port")));
            String request = "POST /m/l/echo";
            String json = "Content-Type: application/json";

            assertThat(port.send(request, PAUSE, json, "Sec-Fetch-Site: cross-site")
                            .status())
                    .isEqualTo(403);
            assertThat(port.send(request, PAUSE, json, "Sec-Fetch-Site: cross-site", "Origin: https://evil.example")
                            .status())
                    .isEqualTo(403);
            assertThat(other.listener("echo").state().label()).isEqualTo("listening");
            assertThat(port.send(request, PAUSE, json, "Sec-Fetch-Site: cross-site", "Origin: https://ops.example")
                            .status())
                    .as("an origin that the operator allows")
                    .isEqualTo(200);
            assertThat(port.send("GET /m/weir/state", "").header("Content-Security-Policy"))
                    .contains("frame-ancestors 'none'");
        }
    }

    private static RawHttp.Answer pause(String... headers) throws IOException {
        return http.send("POST /app/actuator/tcplisteners/echo", PAUSE, headers);
    }

    private static RawHttp.Answer change(String listener, String action) throws IOException {
        return http.send(
                "POST /app/actuator/tcplisteners/" + listener,
                "{\"action\":\"" + action + "\"}",
                "Content-Type: application/json");
    }

    private static String[] lines(String headers) {
        return headers.replace("PORT", String.valueOf(http.port())).split("\\|");
    }

    /** Talks with the echo handler, so that the stream is there, and returns the stream's id. */
    private static long stream(Socket client) throws Exception {
        client.getOutputStream().write(1);
        assertThat(client.getInputStream().read()).isEqualTo(1);
        String remote = "127.0.0.1:" + client.getLocalPort();
        return application.statistics("echo").live().stream()
                .filter(connection ->
                        StreamAddress.format(connection.info().remoteAddress()).equals(remote))
                .findFirst()
                .orElseThrow()
                .info()
                .id();
    }
}
