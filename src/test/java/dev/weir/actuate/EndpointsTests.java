package dev.weir.actuate;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.observe.CloseCause;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoints with unrestricted access. */
@Timeout(60)
class EndpointsTests {

    private static RunningApplication application;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .listener("echo", "echo")
                .listener("other", "echo")
                .listener("gate", "echo")
                .listener("leaving", "echo")
                .listener("half", stream -> {
                    stream.shutdown();
                    stream.transferTo(stream);
                })
                .with("weir.listeners.other.max-connections=0")
                .with("management.endpoint.tcplisteners.access=unrestricted")
                .with("management.endpoint.tcpstreams.access=unrestricted")
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
        await().until(() -> JsonPath.<Integer>read(application.get("tcpstreams").body(), "$.total") == 0);
    }

    @Test
    void listsListenersInTheOrderOfTheirSettings() throws Exception {
        String body = application.get("tcplisteners").body();

        assertThat(JsonPath.<List<String>>read(body, "$.listeners[*].name"))
                .containsExactly("echo", "other", "gate", "leaving", "half");
    }

    @Test
    void showsAllFieldsOfAListener() throws Exception {
        Socket socket = talk("echo", 10);
        HttpResponse<String> answer = application.get("tcplisteners/echo");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .matches("\\{\"name\":\"echo\",\"address\":\"127.0.0.1:" + socket.getPort()
                        + "\",\"handler\":\"echo\",\"state\":\"listening\","
                        + "\"connections\":\\{\"active\":1,\"limit\":10000,\"accepted\":\\d+,\"rejected\":0,\"closed\":\\d+},"
                        + "\"bytes\":\\{\"read\":\\d+,\"written\":\\d+},\"tls\":false,\"transport\":\"(jdk|linux)\"}");
        assertThat(application.get("tcplisteners/other").body())
                .as("no limit is null, and not left out")
                .contains("\"limit\":null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcplisteners/nobody", "tcpstreams/999999999999", "tcpstreams/abc", "tcpstreams/-1"})
    void answersNotFoundForAnUnknownListenerOrStream(String path) throws Exception {
        assertThat(application.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void showsAllFieldsOfAStream() throws Exception {
        Socket socket = talk("echo", 10);
        int id = JsonPath.read(application.get("tcpstreams").body(), "$.streams[0].id");
        HttpResponse<String> answer = application.get("tcpstreams/" + id);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .matches(
                        "\\{\"id\":" + id + ",\"listener\":\"echo\",\"handler\":\"echo\",\"remoteAddress\":\"127.0.0.1:"
                                + socket.getLocalPort() + "\",\"localAddress\":\"127.0.0.1:" + socket.getPort()
                                + "\",\"since\":\"[^\"]+\",\"state\":\"open\",\"bytesRead\":10,\"bytesWritten\":10,\"idleMs\":\\d+,"
                                + "\"ratePerSecond\":\\{\"read\":\\d+,\"written\":\\d+},\"blockedMs\":0}");
        assertThat(Instant.parse(JsonPath.read(answer.body(), "$.since")))
                .isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
    }

    @Test
    void showsAStreamAsHalfClosedOnceOneSideHasFinished() throws Exception {
        Socket socket = connect("half");
        assertThat(socket.getInputStream().read()).isEqualTo(-1);

        await().untilAsserted(() -> assertThat(JsonPath.<String>read(
                        application.get("tcpstreams?listener=half").body(), "$.streams[0].state"))
                .isEqualTo("half_closed"));
    }

    @Test
    void sortsAndLimitsStreams() throws Exception {
        talk("echo", 10);
        talk("echo", 30);
        talk("echo", 20);

        assertThat(ids("")).hasSize(3).isSorted();
        assertThat(ids("?sort=age&limit=2")).isEqualTo(ids("").subList(0, 2));
        assertThat(ids("?sort=bytes")).containsExactly(ids("").get(1), ids("").get(2), ids("").get(0));
        assertThat(JsonPath.<Integer>read(application.get("tcpstreams?limit=1").body(), "$.total"))
                .isEqualTo(3);
        assertThat(ids("?listener=other")).isEmpty();
    }

    @Test
    void sortsStreamsByIdleTime() throws Exception {
        Socket first = talk("echo", 1);
        talk("echo", 1);
        await().until(() ->
                JsonPath.<Integer>read(application.get("tcpstreams?sort=age").body(), "$.streams[0].idleMs") > 300);
        say(first, 1);

        await().untilAsserted(() -> assertThat(ids("?sort=idle")).containsExactly(ids("").get(1), ids("").get(0)));
    }

    private static List<Integer> ids(String query) throws Exception {
        return JsonPath.read(application.get("tcpstreams" + query).body(), "$.streams[*].id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sort=size|sort must be one of age, idle, bytes, rate: size",
                "limit=0|limit must be a number from 1 to 10000: 0",
                "limit=10001|limit must be a number from 1 to 10000: 10001",
                "limit=-1|limit must be a number from 1 to 10000: -1",
                "limit=all|limit must be a number from 1 to 10000: all",
                "limit=99999999999|limit must be a number from 1 to 10000: 99999999999",
                "listener=nobody|listener must be one of echo, other, gate, leaving, half: nobody"
            })
    void answersAnInvalidParameterWithTheChoices(String query, String error) throws Exception {
        HttpResponse<String> answer = application.get("tcpstreams?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JsonPath.<String>read(answer.body(), "$.error")).isEqualTo(error);
    }

    @Test
    void endsAStream() throws Exception {
        Socket socket = talk("other", 1);
        long before = application.listener("other").statistics().closed(CloseCause.ADMIN);
        int id = JsonPath.read(application.get("tcpstreams?listener=other").body(), "$.streams[0].id");

        assertThat(application.delete("tcpstreams/" + id).statusCode()).isEqualTo(204);
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        await().atMost(Duration.ofSeconds(1))
                .until(() -> application.listener("other").statistics().closed(CloseCause.ADMIN) == before + 1);
        assertThat(application.get("tcpstreams/" + id).statusCode()).isEqualTo(404);
        assertThat(application.delete("tcpstreams/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void theLivePageMayChangeWhatTheEndpointsAllow() throws Exception {
        String state = application.get("weir/state").body();

        assertThat(JsonPath.<Boolean>read(state, "$.may.listeners")).isTrue();
        assertThat(JsonPath.<Boolean>read(state, "$.may.streams")).isTrue();
    }

    @Test
    void pausesAndResumesAListener() throws Exception {
        HttpResponse<String> paused = application.post("tcplisteners/gate", "{\"action\":\"pause\"}");
        assertThat(paused.statusCode()).isEqualTo(200);
        assertThat(JsonPath.<String>read(paused.body(), "$.state")).isEqualTo("paused");
        assertThat(application.scrape().series())
                .containsEntry("tcp_server_accept_paused{listener=\"gate\",reason=\"admin\"}", 1.0)
                .containsEntry("tcp_server_listener_up{listener=\"gate\"}", 1.0);
        assertThat(application.get("health/readiness").statusCode()).isEqualTo(503);
        Socket waiting = connect("gate");
        waiting.getOutputStream().write(7);

        HttpResponse<String> resumed = application.post("tcplisteners/gate", "{\"action\":\"resume\"}");
        assertThat(JsonPath.<String>read(resumed.body(), "$.state")).isEqualTo("listening");
        assertThat(waiting.getInputStream().read()).isEqualTo(7);
        assertThat(application.get("health/readiness").statusCode()).isEqualTo(200);
    }

    @Test
    void drainsAListenerAndBindsItAgain() throws Exception {
        Socket socket = talk("leaving", 1);
        HttpResponse<String> draining = application.post("tcplisteners/leaving", "{\"action\":\"drain\"}");

        assertThat(draining.statusCode()).isEqualTo(200);
        assertThat(JsonPath.<String>read(draining.body(), "$.state")).isIn("draining", "stopped");
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        await().untilAsserted(() -> assertThat(JsonPath.<String>read(
                        application.get("tcplisteners/leaving").body(), "$.state"))
                .isEqualTo("stopped"));
        assertThat(application.scrape().series()).containsEntry("tcp_server_listener_up{listener=\"leaving\"}", 0.0);
        assertThat(JsonPath.<String>read(application.get("health").body(), "$.components.tcp.status"))
                .isEqualTo("DOWN");

        HttpResponse<String> resumed = application.post("tcplisteners/leaving", "{\"action\":\"resume\"}");
        assertThat(JsonPath.<String>read(resumed.body(), "$.state")).isEqualTo("listening");
        talk("leaving", 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"action\":\"stop\"}", "{\"action\":null}", "{}", "{\"action\":5}", "{\"action\":\"PAUSE\"}"})
    void answersAnInvalidActionWithTheChoices(String order) throws Exception {
        HttpResponse<String> answer = application.post("tcplisteners/echo", order);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(JsonPath.<String>read(answer.body(), "$.error"))
                .startsWith("action must be one of pause, resume, drain: ");
    }

    @Test
    void answersNotFoundForAnActionOnAnUnknownListener() throws Exception {
        assertThat(application
                        .post("tcplisteners/nobody", "{\"action\":\"pause\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void infoHasTheVersionsOfWeirAndJavaAndNoAddress() throws Exception {
        String body = application.get("info").body();

        assertThat(JsonPath.<String>read(body, "$.weir.java"))
                .isEqualTo(Runtime.version().toString());
        assertThat(JsonPath.<String>read(body, "$.weir.version")).isNotEmpty();
        assertThat(JsonPath.<List<String>>read(body, "$.weir.listeners")).contains("other");
        assertThat(body).doesNotContain("127.0.0.1");
    }

    private Socket connect(String listener) throws IOException {
        Socket socket = application.connect(listener);
        sockets.add(socket);
        return socket;
    }

    private Socket talk(String listener, int bytes) throws IOException {
        Socket socket = connect(listener);
        say(socket, bytes);
        return socket;
    }

    private static void say(Socket socket, int bytes) throws IOException {
        socket.getOutputStream().write(new byte[bytes]);
        assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
    }
}
