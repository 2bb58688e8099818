package dev.weir.engine;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.FencedBlocks;
import dev.weir.testing.RequiresTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The image that is built without an engine runs on one, by the command line of docs/production.md. */
@Timeout(1200)
@RequiresTool({"dockerd", "docker", "bash", "ldd", "objcopy", "tar"})
@ExtendWith(ImageResources.class)
class ImageIT {

    private static final int SIGTERM = 128 + 15;

    /** Each look is a process, which takes the cores from the start that it waits for. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    @TempDir
    private Path directory;

    /** With options that only the service's JVM can start with, and at an address of its own, it is healthy all the same. */
    @Test
    void isHealthyServesAndDrains(Engine engine) throws Exception {
        String id = engine.run(asDocumented(
                "--env=SERVER_PORT=0",
                "--env=SERVER_ADDRESS=127.0.0.2",
                "--env=MANAGEMENT_ENDPOINTS_WEB_BASE_PATH=/ops",
                "--env=WEIR_LISTENERS_ECHO_ADDRESS=127.0.0.1:0",
                "--env=JDK_JAVA_OPTIONS=@/weir/jvm.options -XX:AOTMode=on -XX:InitialHeapSize=64m",
                "--env=JAVA_TOOL_OPTIONS=-XX:+UseG1GC -Xms64m"));
        awaitHealth(engine, id, "healthy");
        assertThat(engine.inspect(id, "{{json .State.Health.Log}}"))
                .contains("HTTP/1.1 200", "\\\"status\\\":\\\"UP\\\"");
        int port = Integer.parseInt(
                log(engine, id, "TCP listener 'echo' started on \\S+:(\\d+)").group(1));
        byte[] message =
                "sixty-four bytes that go there and back, as telemetry would do.\n".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 20; i++) {
            try (Socket client = connect(port)) {
                echo(client, message);
            }
        }
        assertThat(scrape(log(engine, id, "Tomcat started on port (\\d+)").group(1)))
                .contains("tcp_server_read_bytes_total{listener=\"echo\"} " + 20.0 * message.length);
        try (Socket quiet = connect(port)) {
            echo(quiet, message);
            String _ = engine.docker("stop", id);
            assertThat(quiet.getInputStream().read())
                    .as("the drain ends it in order")
                    .isEqualTo(-1);
        }
        assertThat(engine.awaitExit(id)).isEqualTo(SIGTERM);
        assertThat(engine.docker("logs", id)).contains("TCP listeners stopped: 1 streams drained, 0 forced");
    }

    /** All at once: each would take seconds to start. */
    @Test
    void explainsWhyItDoesNotStart(Engine engine) throws Exception {
        Path settings = Files.writeString(
                directory.resolve("application.yml"),
                Files.readString(Path.of("config/image/settings.yml")).replace("handler: echo", "handlr: echo"));
        Path nothing = Files.createDirectory(directory.resolve("config"));
        String broken = engine.run(asDocumented("--volume=" + settings + ":/weir/config/application.yml:ro"));
        String fullDisk = engine.run(without("--tmpfs", asDocumented("--env=SERVER_PORT=0")));
        String empty = engine.run(asDocumented("--env=SERVER_PORT=0", "--volume=" + nothing + ":/weir/config:ro"));

        assertThat(engine.awaitExit(broken)).isOne();
        assertThat(engine.docker("logs", broken))
                .contains("APPLICATION FAILED TO START", "weir.listeners.echo.handlr is not a setting");
        assertThat(engine.awaitExit(fullDisk)).isOne();
        assertThat(engine.docker("logs", fullDisk))
                .contains("APPLICATION FAILED TO START", "java.io.tmpdir = /tmp cannot be written to", "--tmpfs /tmp")
                .doesNotContain("\tat ");
        MatchResult _ = log(engine, empty, "WARN .* No TCP listener is defined: nothing is served");
    }

    /** By BuildKit, which would first ask the registry for a frontend if the Dockerfile named one. */
    @Test
    void saysWhichImageTheDockerfileCannotHave(Engine engine) throws Exception {
        String jdk = "127.0.0.1:1/eclipse-temurin:25-jdk";
        ProcessBuilder build = engine.builder("build", "--build-arg=JDK_IMAGE=" + jdk, ".");
        build.environment().put("DOCKER_BUILDKIT", "1");
        Commands.Result result = Commands.attempt(build);
        assertThat(result.status()).as(result.output()).isNotZero();
        assertThat(result.output()).contains(jdk, "connection refused").doesNotContain("docker/dockerfile");
    }

    /** The command line of docs/production.md, on the host's network instead of one of the engine's. */
    private static String[] asDocumented(String... more) throws IOException {
        String command = FencedBlocks.of(Files.readString(Path.of("docs/production.md")), "sh")
                .getFirst();
        assertThat(command).startsWith("docker run");
        List<String> arguments =
                new ArrayList<>(List.of(command.replace("\\\n", " ").strip().split("\\s+")));
        assertThat(arguments.removeLast()).startsWith("weir:");
        arguments.removeIf(argument -> argument.startsWith("--publish=") || argument.startsWith("--volume="));
        arguments.removeAll(List.of("docker", "run", "--detach"));
        arguments.removeIf(argument -> argument.startsWith("--name="));
        arguments.add("--network=host");
        arguments.addAll(List.of(more));
        arguments.add(BuiltImage.NAME);
        return arguments.toArray(String[]::new);
    }

    private static String[] without(String option, String... arguments) {
        List<String> rest = new ArrayList<>(List.of(arguments));
        assertThat(rest.removeIf(argument -> argument.startsWith(option))).isTrue();
        return rest.toArray(String[]::new);
    }

    static void awaitHealth(Engine engine, String id, String health) {
        await().atMost(Engine.DEADLINE)
                .pollInterval(BETWEEN_LOOKS)
                .untilAsserted(() -> assertThat(engine.inspect(
                                id, "{{.State.Status}} {{.State.Health.Status}} {{json .State.Health.Log}}"))
                        .startsWith("running " + health));
    }

    private static MatchResult log(Engine engine, String id, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return await().atMost(Engine.DEADLINE)
                .pollInterval(BETWEEN_LOOKS)
                .until(
                        () -> compiled.matcher(engine.docker("logs", id))
                                .results()
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    private static void echo(Socket client, byte[] message) throws IOException {
        client.getOutputStream().write(message);
        assertThat(client.getInputStream().readNBytes(message.length)).isEqualTo(message);
    }

    private static String scrape(String port) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.2:" + port + "/ops/prometheus"));
            return http.send(request.build(), BodyHandlers.ofString()).body();
        }
    }
}
