package dev.weir.production;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.BuiltImage;
import dev.weir.engine.ImageResources;
import dev.weir.testing.RawHttp;
import dev.weir.testing.Requirement;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The image's file system, laid out as the Dockerfile does it, and its programs under its own root. No engine is needed. */
@Timeout(1200)
@RequiresTool({"bash", "ldd", "objcopy"})
@ExtendWith(ImageResources.class)
class AssembleIT {

    private static final String IN_ROOT = """
            mount --rbind /dev "$1/dev" && mount --rbind /proc "$1/proc" || exit 100
            root=$1 user=$2 directory=$3
            shift 3
            exec chroot --userspec="$user" "$root" /usr/bin/env --chdir="$directory" "$@"
            """;

    private static final Pattern TOMCAT_PORT = Pattern.compile("Tomcat started on port (\\d+)");

    @TempDir
    private Path root;

    @Test
    void laysOutFourLayersWithTheirCaches(BuiltImage image) {
        assertThat(image.root().resolve("runtime/opt/java/bin/java")).isExecutable();
        assertThat(image.root().resolve("dependencies/weir/lib")).isNotEmptyDirectory();
        assertThat(image.root().resolve("application/weir"))
                .isDirectoryContaining("glob:**/weir.jar")
                .isDirectoryContaining("glob:**/health.jar")
                .isDirectoryContaining("glob:**/jvm.options");
        assertThat(image.root().resolve("cache/weir/weir.aot")).isNotEmptyFile();
        assertThat(image.root().resolve("cache/weir/health.aot")).isNotEmptyFile();
    }

    /** The entry point and the health check, as the image's configuration has them, with caches that must be valid there. */
    @Test
    @RequiresTool({"chroot", "cp", "mount", "sh", "unshare"})
    void isHealthyUnderItsOwnRoot(BuiltImage image) throws Exception {
        Requirement.assume(
                status("unshare", "--mount", "chroot", "/", "true") == 0, "the right to mount and to change the root");
        for (String layer : BuiltImage.LAYERS) {
            assertThat(status("cp", "-a", image.root().resolve(layer) + "/.", root.toString()))
                    .isZero();
        }
        Files.createDirectory(root.resolve("dev"));
        Files.createDirectory(root.resolve("proc"));
        assertCheck(1, "weir has not started its management port yet");
        try (var weir = startWeir(
                "MANAGEMENT_ENDPOINT_TCPLISTENERS_ACCESS=unrestricted",
                "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE=health,tcplisteners")) {
            weir.await("Starting AOT-processed WeirApplication");
            weir.await("Started WeirApplication");
            awaitHealthy();
            var management = new RawHttp(port(weir, 1));
            assertThat(management.send("GET /actuator/prometheus", "").status()).isEqualTo(404);
            assertThat(management
                            .send(
                                    "POST /actuator/tcplisteners/echo",
                                    "{\"action\":\"pause\"}",
                                    "Content-Type: application/json")
                            .status())
                    .isEqualTo(200);
        }
        // Settings that Spring AOT would have fixed.
        try (var weir = startWeir("MANAGEMENT_SERVER_PORT=0", "MANAGEMENT_ENDPOINT_TCPCAPTURES_ACCESS=unrestricted")) {
            weir.await("Started WeirApplication");
            assertThat(weir.output())
                    .contains("Starting without Spring AOT")
                    .contains("Starting WeirApplication")
                    .doesNotContain("AOT-processed");
            awaitHealthy();
            assertThat(new RawHttp(port(weir, 1))
                            .send("GET /actuator/health", "")
                            .status())
                    .isEqualTo(404);
            assertThat(new RawHttp(port(weir, 2))
                            .send("GET /actuator/tcpcaptures", "")
                            .status())
                    .isEqualTo(200);
        }
        assertCheck(1, "ConnectException");
    }

    /** With a cache that must be valid. */
    private RunningProcess startWeir(String... more) throws IOException {
        List<String> variables = new ArrayList<>(List.of(
                "JDK_JAVA_OPTIONS=@/weir/jvm.options -XX:AOTMode=on -XX:InitialHeapSize=64m",
                "SERVER_PORT=0",
                "SERVER_ADDRESS=127.0.0.1",
                "WEIR_LISTENERS_ECHO_ADDRESS=127.0.0.1:0"));
        variables.addAll(List.of(more));
        return start(text("Entrypoint"), variables.toArray(String[]::new));
    }

    /** Of its first or second web server, when it has started. */
    private static int port(RunningProcess weir, int server) {
        List<String> ports = TOMCAT_PORT
                .matcher(weir.output())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(ports).as(weir.output()).hasSizeGreaterThanOrEqualTo(server);
        return Integer.parseInt(ports.get(server - 1));
    }

    /** The service is ready a little later than it says that it has started. */
    private void awaitHealthy() {
        await().untilAsserted(() -> assertCheck(0, "HTTP/1.1 200"));
    }

    private void assertCheck(int status, String answer) throws IOException, InterruptedException {
        List<String> command = text("Healthcheck.Test");
        assertThat(command.removeFirst()).isEqualTo("CMD");
        // Of a service that has options which a second JVM does not survive.
        try (var check = start(command, "JAVA_TOOL_OPTIONS=-agentlib:none", "JDK_JAVA_OPTIONS=-Xms64m")) {
            assertThat(check.awaitExit()).as(check.output()).isEqualTo(status);
            assertThat(check.output()).contains(answer).doesNotContain("[error]", "[warning]");
        }
    }

    /** Runs a program of the image, in the image's environment. */
    private RunningProcess start(List<String> program, String... more) throws IOException {
        // With /dev and /proc, as a container has them, in a mount namespace that ends with the program.
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", IN_ROOT, "sh"));
        command.addAll(List.of(
                root.toString(), config("User").toString(), config("WorkingDir").toString()));
        command.addAll(program);
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        List<String> variables = text("Env");
        variables.addAll(List.of(more));
        variables.add("PATH=" + System.getenv("PATH"));
        for (String variable : variables) {
            String[] parts = variable.split("=", 2);
            builder.environment().put(parts[0], parts[1]);
        }
        return RunningProcess.start(builder);
    }

    private static List<String> text(String path) throws IOException {
        List<?> values = (List<?>) config(path);
        return new ArrayList<>(values.stream().map(String::valueOf).toList());
    }

    private static Object config(String path) throws IOException {
        String json = Files.readString(Path.of("config/image/config.json"), StandardCharsets.UTF_8);
        Map<String, Object> config = new Yaml().load(json.replace("[@layers@]", "[]"));
        return Objects.requireNonNull(Trees.find(config, "config." + path));
    }

    private static int status(String... command) throws IOException, InterruptedException {
        try (var process = RunningProcess.start(new ProcessBuilder(command))) {
            return process.awaitExit();
        }
    }
}
