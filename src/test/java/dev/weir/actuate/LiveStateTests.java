package dev.weir.actuate;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import dev.weir.observe.CloseCause;
import dev.weir.server.ListenerState;
import dev.weir.testing.Actuator;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the live page gets to see. */
@Timeout(60)
class LiveStateTests {

    private static RunningApplication application;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .listener("echo", "echo")
                .listener("flood", stream -> {
                    byte[] block = new byte[64 * 1024];
                    while (true) {
                        stream.writeAll(block);
                    }
                })
                .listener("small", "echo", "max-connections=2")
                .listener("half", stream -> {
                    stream.shutdown();
                    stream.transferTo(stream);
                })
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @AfterEach
    void closeClients() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        for (String listener : List.of("echo", "flood", "small", "half")) {
            application.listener(listener).resume();
            application.awaitRest(listener);
        }
    }

    @Test
    void hasTheFieldsThatThePageReads() throws Exception {
        talk("echo", 10);
        String state = state("?history=true");

        assertThat(JsonPath.<Map<String, ?>>read(state, "$"))
                .containsOnlyKeys(
                        "application",
                        "version",
                        "time",
                        "state",
                        "listeners",
                        "total",
                        "streams",
                        "ended",
                        "warnings",
                        "may",
                        "paths");
        assertThat(Instant.parse(JsonPath.read(state, "$.time"))).isBeforeOrEqualTo(Instant.now());
        assertThat(JsonPath.<Map<String, Object>>read(state, "$.listeners[0]"))
                .containsOnlyKeys(
                        "name",
                        "address",
                        "handler",
                        "state",
                        "connections",
                        "bytes",
                        "tls",
                        "transport",
                        "rate",
                        "writeBlocked",
                        "halfClosed",
                        "paused",
                        "history")
                .containsEntry("name", "echo");
        assertThat(JsonPath.<Map<String, ?>>read(state, "$.listeners[0].rate"))
                .containsOnlyKeys("read", "written", "accepted", "rejected", "closed");
        assertThat(JsonPath.<Map<String, List<?>>>read(state, "$.listeners[0].history"))
                .containsOnlyKeys("read", "written", "active")
                .allSatisfy((_, samples) -> assertThat(samples).hasSize(60));
        assertThat(state("")).as("history is left out unless it is asked for").doesNotContain("history");
    }

    @Test
    void showsTheRatesOfBusyStreamsFirst() throws Exception {
        talk("echo", 10);
        Socket busy = talk("echo", 10);

        await().untilAsserted(() -> {
            talk(busy, 1000);
            String state = state("?sort=rate&limit=1&history=true");
            assertThat(JsonPath.<Integer>read(state, "$.total")).isEqualTo(2);
            assertThat(JsonPath.<List<?>>read(state, "$.streams")).hasSize(1);
            assertThat(JsonPath.<String>read(state, "$.streams[0].remoteAddress"))
                    .endsWith(":" + busy.getLocalPort());
            assertThat(JsonPath.<Integer>read(state, "$.streams[0].ratePerSecond.read"))
                    .isGreaterThanOrEqualTo(500);
            assertThat(JsonPath.<Integer>read(state, "$.streams[0].ratePerSecond.written"))
                    .isGreaterThanOrEqualTo(500);
            assertThat(JsonPath.<Integer>read(state, "$.listeners[0].rate.read"))
                    .isGreaterThanOrEqualTo(500);
            assertThat(JsonPath.<List<Integer>>read(state, "$.listeners[0].history.read"))
                    .anyMatch(bytes -> bytes >= 500);
        });
    }

    @Test
    void showsAndWarnsOfAWriteThatIsBlocked() throws Exception {
        connect("flood");

        await().ignoreException(PathNotFoundException.class).untilAsserted(() -> {
            String state = state("?listener=flood");
            assertThat(JsonPath.<Integer>read(state, "$.streams[0].blockedMs")).isGreaterThanOrEqualTo(2000);
            assertThat(JsonPath.<Integer>read(state, "$.listeners[1].writeBlocked"))
                    .isEqualTo(1);
            Map<String, ?> warning = JsonPath.read(state, "$.warnings[0]");
            assertThat(warning.get("kind")).isEqualTo("write_blocked");
            assertThat(warning.get("listener")).isEqualTo("flood");
            assertThat(warning.get("stream")).isEqualTo(JsonPath.read(state, "$.streams[0].id"));
            assertThat((String) warning.get("text"))
                    .matches("A stream of listener flood has waited for \\d+ s for its client to read\\.");
        });
    }

    @Test
    void countsHalfClosedStreams() throws Exception {
        assertThat(connect("half").getInputStream().read()).isEqualTo(-1);

        await().until(() -> JsonPath.<Integer>read(state(""), "$.listeners[3].halfClosed") == 1);
    }

    @Test
    void listsTheStreamsThatEndedLast() throws Exception {
        Socket first = talk("echo", 10);
        Socket second = talk("small", 20);
        first.close();
        application.awaitRest("echo");
        application.listeners().end(onlyStream("small"), CloseCause.ADMIN);
        application.awaitRest("small");

        String closed = application.get("tcpclosed?limit=2").body();
        assertThat(JsonPath.<List<String>>read(closed, "$.closed[*].listener")).containsExactly("small", "echo");
        assertThat(JsonPath.<List<String>>read(closed, "$.closed[*].cause")).containsExactly("admin", "peer_closed");
        assertThat(JsonPath.<Map<String, Object>>read(closed, "$.closed[0]"))
                .containsOnlyKeys(
                        "id", "listener", "remoteAddress", "since", "until", "cause", "bytesRead", "bytesWritten")
                .containsEntry("remoteAddress", "127.0.0.1:" + second.getLocalPort())
                .containsEntry("bytesRead", 20)
                .containsEntry("bytesWritten", 20);
        assertThat(Instant.parse(JsonPath.read(closed, "$.closed[0].until")))
                .isBetween(Instant.parse(JsonPath.read(closed, "$.closed[0].since")), Instant.now());
        assertThat(JsonPath.<List<String>>read(
                        application.get("tcpclosed?listener=echo").body(), "$.closed[*].listener"))
                .containsOnly("echo");
        assertThat(JsonPath.<Object>read(state(""), "$.ended[0]")).isEqualTo(JsonPath.read(closed, "$.closed[0]"));
    }

    @Test
    void warnsOfListenersThatDoNotAccept() throws Exception {
        application.listener("echo").pause();
        application.listener("small").drain(application.listeners().drainSettings());
        await().until(() -> application.listener("small").state() instanceof ListenerState.Stopped);
        String state = state("");

        assertThat(JsonPath.<List<String>>read(state, "$.warnings[*].text"))
                .containsExactly(
                        "Listener small is stopped, and its port is closed.",
                        "Listener echo is paused, and new connections wait until it is resumed.");
        assertThat(JsonPath.<List<String>>read(state, "$.warnings[*].kind")).containsExactly("not_ready", "paused");
        assertThat(JsonPath.<List<String>>read(state, "$.listeners[0].paused")).containsExactly("admin");
        assertThat(JsonPath.<String>read(state, "$.state"))
                .as("as health/readiness says")
                .isEqualTo("refusing");
        assertThat(application.get("health/readiness").statusCode()).isEqualTo(503);
    }

    @Test
    void warnsOfAListenerNearItsLimit() throws Exception {
        talk("small", 1);
        assertThat(JsonPath.<List<?>>read(state(""), "$.warnings")).isEmpty();
        talk("small", 1);

        assertThat(JsonPath.<List<Map<String, ?>>>read(state(""), "$.warnings"))
                .isEqualTo(List.of(Map.of(
                        "kind",
                        "near_limit",
                        "listener",
                        "small",
                        "text",
                        "Listener small has 2 of 2 connections, and closes new ones at the limit.")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weir/state?sort=foo|sort must be one of age, idle, bytes, rate: foo",
                "weir/state?limit=x|limit must be a number from 1 to 200: x",
                "weir/state?limit=201|limit must be a number from 1 to 200: 201",
                "weir/state?listener=nobody|listener must be one of echo, flood, small, half: nobody",
                "weir/state?history=yes|history must be one of true, false: yes",
                "tcpclosed?limit=0|limit must be a number from 1 to 200: 0",
                "tcpclosed?limit=201|limit must be a number from 1 to 200: 201",
                "tcpclosed?listener=nobody|listener must be one of echo, flood, small, half: nobody"
            })
    void answersAnInvalidParameterWithTheChoices(String query, String error) throws Exception {
        HttpResponse<String> answer = application.get(query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JsonPath.<String>read(answer.body(), "$.error")).isEqualTo(error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody.js",
                "index.html",
                "page",
                "..%2Fpage%2Findex.html",
                "%2E%2E%2Fpage%2Findex.html",
                "..%5Cpage.js",
                "%2Fetc%2Fpasswd",
                "a%00.js",
                "State"
            })
    void hasNoFilesButThoseOfThePage(String name) throws Exception {
        assertThat(application.get("weir/" + name).statusCode()).isIn(400, 404);
    }

    /** While a stream does not end, the ports are closed and the management port still answers. */
    @Test
    void showsThatTheApplicationStops() throws Exception {
        var stopping = RunningApplication.application()
                .listener("echo", "echo")
                .with("weir.shutdown.idle=1d", "weir.shutdown.grace-period=1d")
                .start();
        try (var management = new Actuator(Integer.parseInt(
                        stopping.context().getEnvironment().getRequiredProperty("local.server.port")));
                Socket client = stopping.connect("echo")) {
            client.getOutputStream().write(1);
            assertThat(client.getInputStream().read()).isEqualTo(1);
            assertThat(JsonPath.<String>read(management.body("weir/state"), "$.state"))
                    .isEqualTo("accepting");
            Thread closing = Thread.ofPlatform().start(stopping::close);

            await().until(() -> JsonPath.<List<String>>read(management.body("weir/state"), "$.listeners[*].state")
                    .contains("draining"));
            String state = management.body("weir/state");
            assertThat(JsonPath.<String>read(state, "$.state")).isEqualTo("refusing");
            assertThat(JsonPath.<Integer>read(state, "$.total")).isEqualTo(1);
            assertThat(JsonPath.<String>read(state, "$.warnings[0].text"))
                    .startsWith("Listener echo drains: its port is closed, and its streams may go on until ");
            client.shutdownOutput();
            closing.join();
        }
    }

    private static long onlyStream(String listener) {
        return application.statistics(listener).live().iterator().next().info().id();
    }

    private static String state(String query) throws IOException, InterruptedException {
        HttpResponse<String> answer = application.get("weir/state" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private Socket connect(String listener) throws IOException {
        Socket socket = application.connect(listener);
        sockets.add(socket);
        return socket;
    }

    private Socket talk(String listener, int bytes) throws IOException {
        Socket socket = connect(listener);
        talk(socket, bytes);
        return socket;
    }

    private static void talk(Socket socket, int bytes) throws IOException {
        socket.getOutputStream().write(new byte[bytes]);
        assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
    }
}
