package dev.weir.actuate;

import static dev.weir.testing.Patience.await;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.capture.Capture;
import dev.weir.capture.CaptureTransport;
import dev.weir.capture.Captures;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.AuditTrail;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RawHttp;
import dev.weir.testing.RunningApplication;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators may ask of captures, and what they are told. */
@Timeout(120)
class TcpCapturesEndpointTests {

    private static final String ENDPOINT = "tcpcaptures";
    private static final AuditTrail AUDIT = new AuditTrail();

    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .with("management.endpoint.tcpcaptures.access=unrestricted", "weir.capture.memory=1MB")
                .bean("audit", AuditTrail.class, () -> AUDIT)
                .listener("echo", "echo")
                .listener("lines", "echo", "framing.type=line")
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @AfterEach
    void deleteAll() {
        Captures captures = application.bean(Captures.class);
        captures.all().forEach(capture -> captures.delete(capture.id()));
    }

    private static HttpResponse<String> start(String json) throws Exception {
        return application.post(ENDPOINT, json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                             | 400 | either stream, the id of an open stream, or listener",
                "{`stream`:1,`listener`:`echo`}                 | 400 | either stream, the id of an open stream, or listener",
                "{`stream`:`x`}                                 | 400 | stream must be the id of an open stream, as tcpstreams lists them: x",
                "{`stream`:1,`next`:2}                          | 400 | client and next are for the next streams of a listener",
                "{`stream`:999999}                              | 404 | no open stream has this id: 999999",
                "{`listener`:`<b>`}                             | 400 | listener must be one of echo, lines: <b>",
                "{`listener`:`echo`,`next`:0}                   | 400 | next must be a number from 1 to 1000: 0",
                "{`listener`:`echo`,`next`:1001}                | 400 | next must be a number from 1 to 1000: 1001",
                "{`listener`:`echo`,`client`:`me`}              | 400 | client must be an IP address or a block of them: 'me'",
                "{`listener`:`echo`,`client`:`10.0.0.1/8`}      | 400 | write 10.0.0.0/8 for the network",
                "{`listener`:`echo`,`duration`:`2h`}            | 400 | duration must be between 1s and 1h, with its unit: 2h",
                "{`listener`:`echo`,`duration`:30}              | 400 | duration must be between 1s and 1h, with its unit: 30",
                "{`listener`:`echo`,`duration`:`soon`}          | 400 | duration must be between 1s and 1h, with its unit: soon",
                "{`listener`:`echo`,`maxBytes`:`2MB`}           | 400 | maxBytes must be a size between 4096B and 1048576B (weir.capture.memory): 2MB",
                "{`listener`:`echo`,`maxBytes`:-1}              | 400 | maxBytes must be a size between 4096B",
                "{`listener`:`echo`,`payload`:`some`}           | 400 | payload must be one of none, 256, all: some",
                "{`listener`:`echo`,`payload`:`all`}            | 403 | payload must be none unless weir.capture.payload is true: all",
                "{`listener`:`echo`,`payload`:256}              | 403 | payload must be none unless weir.capture.payload is true: 256",
                "{`listener`:`echo`,`dissector`:`mbtcp`}        | 400 | as listener echo has no framing",
                "{`listener`:`lines`,`dissector`:`a b`}         | 400 | dissector must be tcp or the name of a Wireshark dissector, such as mbtcp: a b",
            })
    void refusesNonsenseAndNamesTheChoices(String request, int status, String error) throws Exception {
        HttpResponse<String> answer = start(request.replace('`', '"'));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(error);
        assertThat(application.bean(Captures.class).all()).isEmpty();
    }

    @Test
    void describesACapture() throws Exception {
        assertThat(start("""
                        {"listener":"lines","client":"10.0.0.0/8","next":3,"duration":"90s","dissector":"json"}""").body())
                .matches(
                        "\\{\"id\":\\d+,\"state\":\"running\",\"listener\":\"lines\",\"client\":\"10.0.0.0/8\",\"next\":3,"
                                + "\"streams\":0,\"packets\":0,\"bytes\":\\d+,\"since\":\"[^\"]+\",\"remainingMs\":[89]\\d{4},"
                                + "\"payload\":\"none\",\"dissector\":\"json\",\"maxBytes\":262144}");
        assertThat(application.get(ENDPOINT).body()).startsWith("{\"captures\":[{\"id\":");
    }

    @Test
    void theLivePageListsCapturesAndMayChangeThem() throws Exception {
        assertThat(JsonPath.<List<?>>read(application.get("weir/state").body(), "$.captures"))
                .isEmpty();
        int id = JsonPath.read(start("{\"listener\":\"echo\"}").body(), "$.id");
        String state = application.get("weir/state").body();

        assertThat(JsonPath.<List<Integer>>read(state, "$.captures[*].id")).containsExactly(id);
        assertThat(JsonPath.<String>read(state, "$.captures[0].listener")).isEqualTo("echo");
        assertThat(JsonPath.<Boolean>read(state, "$.may.captures")).isTrue();
        assertThat(JsonPath.<String>read(state, "$.paths.captures")).isEqualTo("tcpcaptures");
    }

    @Test
    void aFifthCaptureIsRefusedUntilOneIsDeleted() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(start("{\"listener\":\"echo\"}").statusCode()).isEqualTo(200);
        }
        HttpResponse<String> fifth = start("{\"listener\":\"echo\"}");
        assertThat(fifth.statusCode()).isEqualTo(409);
        assertThat(fifth.body()).contains("4 captures are running");
        long first = application.bean(Captures.class).all().iterator().next().id();
        assertThat(application.delete(ENDPOINT + "/" + first).statusCode()).isEqualTo(204);
        assertThat(start("{\"listener\":\"echo\"}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"999999", "x", "1x", "-1"})
    void capturesThatDoNotExistAreNotFound(String id) throws Exception {
        assertThat(application.get(ENDPOINT + "/" + id).statusCode()).isEqualTo(404);
        assertThat(application.delete(ENDPOINT + "/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void aFloodEndsAsFullAndTheStreamGoesOn() throws Exception {
        start("{\"listener\":\"echo\",\"maxBytes\":4096}");
        try (TcpTestClient client = application.client("echo")) {
            for (int i = 0; i < 50; i++) {
                client.send("line " + i).receives("line " + i);
            }
        }
        await().until(() -> application.get(ENDPOINT).body().contains("\"state\":\"full\",\"ended\":\"max_bytes\""));
    }

    @Test
    void everyStepIsAudited() throws Exception {
        try (LogCapture log = LogCapture.of(Changes.class)) {
            start("{\"listener\":\"echo\",\"next\":2}");
            long id = application.bean(Captures.class).all().iterator().next().id();
            application.download(ENDPOINT + "/" + id);
            application.delete(ENDPOINT + "/" + id);
            assertThat(AUDIT.last("TCP_CAPTURE_STARTED").getData())
                    .isEqualTo(Map.of(
                            "listener",
                            "echo",
                            "outcome",
                            "started",
                            "capture",
                            id,
                            "next",
                            2,
                            "client",
                            "any",
                            "payload",
                            "none",
                            "packets",
                            0L));
            assertThat(AUDIT.last("TCP_CAPTURE_DOWNLOADED").getData()).containsEntry("capture", id);
            assertThat(AUDIT.last("TCP_CAPTURE_DELETED").getData()).containsEntry("capture", id);
            assertThat(log.lines())
                    .anySatisfy(line ->
                            assertThat(line).startsWith("Capture " + id + " started by anonymous: listener=echo"))
                    .anySatisfy(line -> assertThat(line).startsWith("Capture " + id + " downloaded by anonymous"))
                    .anySatisfy(line -> assertThat(line).startsWith("Capture " + id + " deleted by anonymous"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site: cross-site, 403",
        "Origin: http://evil.example, 403",
        "Sec-Fetch-Site: same-origin, 200"
    })
    void otherSitesGetNoCaptureAndLeaveNoTrace(String header, int status) throws Exception {
        start("{\"listener\":\"echo\"}");
        long id = application.bean(Captures.class).all().iterator().next().id();
        long before = AUDIT.events("TCP_CAPTURE_DOWNLOADED").size();
        var http = new RawHttp(application.port());

        RawHttp.Answer answer = http.send("GET /actuator/" + ENDPOINT + "/" + id, "", header);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(http.send("GET /actuator/" + ENDPOINT, "", header).status()).isEqualTo(status);
        assertThat(AUDIT.events("TCP_CAPTURE_DOWNLOADED")).hasSize((int) before + (status == 200 ? 1 : 0));
        if (status == 200) {
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    void theLivePageListsTheLastCaptures() throws Exception {
        Captures captures = application.bean(Captures.class);
        start("{\"listener\":\"echo\",\"client\":\"192.0.2.1\"}");
        for (int i = 0; i < 25; i++) {
            int id = JsonPath.read(start("{\"listener\":\"lines\"}").body(), "$.id");
            try (TcpTestClient client = application.client("lines")) {
                client.send("a line\n").receives("a line\n");
            }
            Capture capture = requireNonNull(captures.find(id));
            await().until(() -> capture.status().end() != null);
        }
        String state = application.get("weir/state").body();
        List<Long> ids = captures.all().stream().map(Capture::id).toList();
        assertThat(JsonPath.<List<Integer>>read(state, "$.captures[*].id"))
                .as("the one that is running, and the last 20 of those that have ended")
                .hasSize(21)
                .startsWith(ids.get(0).intValue(), ids.get(6).intValue())
                .endsWith(ids.get(25).intValue());
    }

    @Test
    void withoutAccessThereIsNoEndpointAndNoLayer() throws Exception {
        BlockingQueue<Boolean> layers = new LinkedBlockingQueue<>();
        try (var other = RunningApplication.application()
                .listener(
                        "plain",
                        stream ->
                                layers.add(stream.layer(CaptureTransport.class).isPresent()))
                .start()) {
            assertThat(other.get(ENDPOINT).statusCode()).isEqualTo(404);
            assertThat(other.post(ENDPOINT, "{\"listener\":\"plain\"}").statusCode())
                    .isEqualTo(404);
            try (TcpTestClient client = other.client("plain")) {
                client.thenEnds();
            }
            assertThat(layers).containsExactly(false);
        }
    }

    @Test
    void withReadOnlyAccessNoneIsStarted() throws Exception {
        try (var other = RunningApplication.application()
                .with("management.endpoint.tcpcaptures.access=read-only")
                .listener("plain", "echo")
                .start()) {
            assertThat(other.get(ENDPOINT).body()).isEqualTo("{\"captures\":[]}");
            assertThat(other.post(ENDPOINT, "{\"listener\":\"plain\"}").statusCode())
                    .isEqualTo(405);
        }
    }
}
