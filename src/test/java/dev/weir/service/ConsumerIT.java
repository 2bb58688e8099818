package dev.weir.service;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.testing.FreePorts;
import dev.weir.testing.RawHttp;
import dev.weir.testing.RunningProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringBootVersion;

/**
 * The application of src/test/consumer, which Maven builds with each supported Spring Boot: Spring Security on the class path, a
 * management port and a base path of its own, processed by Spring AOT. It is started with other settings than it was built with.
 */
@ParameterizedClass
@MethodSource("versions")
@Timeout(300)
class ConsumerIT {

    /** One that no repository has, since the machine's own would be asked first. */
    private static final String VERSION = "0-under-test";

    /** The second compiler, and a collector with threads of its own, would cost a build of seconds more than they give it. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final String AUTHORIZATION = "Authorization: Basic "
            + Base64.getEncoder().encodeToString("operator:secret".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private static Path directory;

    private static Path jar;
    private static RunningProcess application;

    @Parameter
    private String boot = "";

    /** README has the same in its table. */
    static List<String> versions() {
        return List.of("4.0.7", SpringBootVersion.getVersion());
    }

    @BeforeParameterizedClassInvocation
    static void buildAndStart(String boot) throws Exception {
        Path project = directory.resolve(boot);
        copy(Path.of("src/test/consumer"), project);
        Path repository = repository();
        var build = new ProcessBuilder(
                Path.of("mvnw").toAbsolutePath().toString(),
                "-B",
                "-q",
                "-f",
                project.resolve("pom.xml").toString(),
                "-Dboot.version=" + boot,
                "-Dweir.version=" + VERSION,
                // Taken from there in place: the machine's own repository gets no copy.
                "-Dmaven.repo.local.tail=" + repository,
                "-Dmaven.test.skip=true",
                "-Dspring-boot.aot.jvmArguments=" + SHORT_LIVED,
                "package");
        build.environment().putIfAbsent("MAVEN_OPTS", SHORT_LIVED);
        try (var maven = RunningProcess.start(build)) {
            assertThat(maven.awaitExit()).as(maven.output()).isZero();
        }
        jar = project.resolve("target/shout.jar");
        int suffixes = FreePorts.one();
        application = start(
                "--weir.listeners.suffix.address=127.0.0.1:" + suffixes,
                "--weir.listeners.suffix.handler=suffix",
                "--weir.listeners.suffix.framing.type=line",
                "--weir.clients.suffixes.addresses=127.0.0.1:" + suffixes,
                "--weir.access-log.enabled=false",
                "--management.endpoint.tcplisteners.access=unrestricted");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        application.close();
    }

    @Test
    void servesWithTheSettingsOfTheStartAfterSpringAot() throws Exception {
        assertThat(application.await("Starting AOT-processed").group()).isNotEmpty();
        assertThat(application.output()).contains(":: Spring Boot ::").contains("(v" + boot + ")");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port("shout"));
                var lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.getOutputStream().write("{\"text\":\"hello\"}\n".getBytes(StandardCharsets.UTF_8));
            assertThat(lines.readLine())
                    .as("by the meters alone, without an Observation")
                    .isEqualTo("{\"text\":\"HELLO timed\"}");
            socket.shutdownOutput();
            assertThat(lines.readLine()).isNull();
        }
        assertThat(get("prometheus", AUTHORIZATION).body())
                .contains("tcp_server_connections_accepted_total{listener=\"shout\"} 1.0")
                .doesNotContain("observer=\"weirAccessLog\"");
        await().until(() -> get("health/readiness").status() == 200);
        assertThat(get("health", AUTHORIZATION).status()).isEqualTo(200);
        assertThat(application.output()).doesNotContain("weir.access");
    }

    @Test
    void takesChangesFromUsersOfSpringSecurityWithTheirToken() throws Exception {
        assertThat(get("tcplisteners").status()).isEqualTo(401);
        assertThat(get("weir/state").status()).isEqualTo(401);
        assertThat(get("weir", AUTHORIZATION).body()).contains("<title>");
        assertThat(change().status()).as("without a token").isIn(401, 403);

        RawHttp.Answer token = get("weir/csrf", AUTHORIZATION);
        assertThat(token.status()).isEqualTo(200);
        RawHttp.Answer changed = change(
                "Cookie: " + token.header("Set-Cookie").replaceFirst(";.*", ""),
                JsonPath.<String>read(token.body(), "$.header") + ": "
                        + JsonPath.<String>read(token.body(), "$.token"));
        assertThat(changed.status()).as(changed.text()).isEqualTo(200);
        assertThat(get("tcplisteners/suffix", AUTHORIZATION).body()).contains("\"listening\"");
        assertThat(application.await("Listener suffix resumed by (\\w+)").group(1))
                .isEqualTo("operator");
    }

    private static RunningProcess start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                RunningProcess.java(), "-XX:TieredStopAtLevel=1", "-Dspring.aot.enabled=true", "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return RunningProcess.start(new ProcessBuilder(command));
    }

    private static int port(String listener) throws InterruptedException {
        return Integer.parseInt(application
                .await("TCP listener '" + listener + "' started on 127\\.0\\.0\\.1:(\\d+)")
                .group(1));
    }

    private static RawHttp.Answer get(String path, String... headers) throws IOException, InterruptedException {
        return management().send("GET /ops/" + path, "", headers);
    }

    private static RawHttp.Answer change(String... headers) throws IOException, InterruptedException {
        return management()
                .send(
                        "POST /ops/tcplisteners/suffix",
                        "{\"action\":\"resume\"}",
                        Stream.concat(Stream.of(AUTHORIZATION, "Content-Type: application/json"), Stream.of(headers))
                                .toArray(String[]::new));
    }

    /** The second web server is that of the management port, which starts after the listeners. */
    private static RawHttp management() throws InterruptedException {
        application.await("Started ShoutApplication");
        List<String> ports = application
                .output()
                .lines()
                .filter(line -> line.contains("Tomcat started on port "))
                .map(line -> line.replaceFirst(".*Tomcat started on port (\\d+).*", "$1"))
                .toList();
        assertThat(ports).hasSize(2);
        return new RawHttp(Integer.parseInt(ports.getLast()));
    }

    /** A repository with the library alone. */
    private static Path repository() throws IOException {
        Path repository = directory.resolve("repository");
        Path artifact =
                Files.createDirectories(repository.resolve("dev/weir/weir").resolve(VERSION));
        Path library = artifact.resolve("weir-" + VERSION + ".jar");
        if (Files.notExists(library)) {
            Files.copy(Path.of(System.getProperty("weir.jar")), library);
            String version = "<version>" + System.getProperty("weir.version") + "</version>";
            String pom = Files.readString(Path.of("pom.xml"));
            assertThat(pom).contains(version);
            Files.writeString(
                    artifact.resolve("weir-" + VERSION + ".pom"),
                    pom.replace(version, "<version>" + VERSION + "</version>"));
        }
        return repository;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
