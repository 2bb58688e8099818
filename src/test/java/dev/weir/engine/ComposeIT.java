package dev.weir.engine;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.testing.RequiresTool;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * docker-compose.yml on an engine: weir under load, and what watches it. Images of this machine's Prometheus, Alertmanager and
 * BusyBox stand in for those of the registry. Grafana is left out, because Debian has no package of it.
 */
@Timeout(1200)
@RequiresTool({
    "dockerd",
    "docker",
    "docker-compose",
    "prometheus",
    "prometheus-alertmanager",
    "busybox",
    "ldd",
    "objcopy",
    "tar"
})
@ExtendWith(ImageResources.class)
class ComposeIT {

    private static final String PROJECT = "weir-it";

    /** Debian's are not in the program. */
    private static final Path ALERTMANAGER_TEMPLATES = Path.of("/usr/share/prometheus/alertmanager");

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void putsWeirUnderLoadAndWatchesIt(Engine engine) throws Exception {
        Map<String, Map<String, Object>> services = services();
        importStandIns(engine, services);
        Path file = compose(services);
        try {
            String _ = compose(engine, file, "up", "--detach", "--no-build", "--quiet-pull");
            ImageIT.awaitHealth(engine, compose(engine, file, "ps", "--quiet", "weir"), "healthy");
            String prometheus = "http://" + compose(engine, file, "port", "prometheus", "9090") + "/api/v1/";
            awaitAtLeast(1, prometheus, "up{job=\"weir\"}");
            for (String listener : List.of("echo", "feed", "clock")) {
                awaitAtLeast(2, prometheus, "tcp_server_connections_accepted_total{listener=\"" + listener + "\"}");
            }
            awaitAtLeast(100, prometheus, "tcp_server_read_bytes_total{listener=\"feed\"}");
            awaitAtLeast(1, prometheus, "sum(tcp_server_connections_rejected_total{listener=\"feed\"})");
            assertThat(JsonPath.<List<String>>read(get(prometheus + "rules"), "$.data.groups[*].rules[*].name"))
                    .contains("WeirDown", "WeirListenerDown");
            await().atMost(Engine.DEADLINE)
                    .untilAsserted(
                            () -> assertThat(get(prometheus + "alertmanagers")).contains("http://alertmanager:9093/"));
            String alertmanager = "http://" + compose(engine, file, "port", "alertmanager", "9093");
            assertThat(get(alertmanager + "/api/v2/status")).contains("WeirCertificateExpired");
        } finally {
            String _ = compose(engine, file, "kill");
            String _ = compose(engine, file, "down", "--volumes");
        }
    }

    private void importStandIns(Engine engine, Map<String, Map<String, Object>> services) throws Exception {
        RootFileSystem.in(directory.resolve("prometheus"))
                .with("prometheus")
                .importInto(
                        engine, image(services, "prometheus"), "ENTRYPOINT [\"prometheus\"]", "WORKDIR /prometheus");
        RootFileSystem.in(directory.resolve("alertmanager"))
                .with("prometheus-alertmanager")
                .directory(ALERTMANAGER_TEMPLATES, ALERTMANAGER_TEMPLATES.toString())
                .importInto(engine, image(services, "alertmanager"), "ENTRYPOINT [\"prometheus-alertmanager\"]");
        RootFileSystem.in(directory.resolve("busybox"))
                .with("busybox")
                .link("/bin/sh", "busybox")
                .link("/bin/nc", "busybox")
                .link("/bin/sleep", "busybox")
                .importInto(engine, image(services, "load"), "ENV PATH=/bin");
        String _ = engine.docker("tag", BuiltImage.NAME, PROJECT + "_weir");
    }

    private static String image(Map<String, Map<String, Object>> services, String service) {
        return Objects.requireNonNull(services.get(service)).get("image").toString();
    }

    private static Map<String, Map<String, Object>> services() throws IOException {
        Map<String, Map<String, Map<String, Object>>> file =
                new Yaml().load(Files.readString(Path.of("docker-compose.yml"), StandardCharsets.UTF_8));
        Map<String, Map<String, Object>> services = Objects.requireNonNull(file.get("services"));
        services.remove("grafana");
        return services;
    }

    /** The file with free ports of this machine: on its own, others may listen. */
    private Path compose(Map<String, Map<String, Object>> services) throws IOException {
        services.values()
                .forEach(service -> service.computeIfPresent(
                        "ports",
                        (_, ports) -> ((List<?>) ports)
                                .stream()
                                        .map(port -> port.toString().replaceFirst("^(127\\.0\\.0\\.1):\\d+:", "$1::"))
                                        .toList()));
        Map<String, Object> volumes = Map.of("prometheus", Map.of(), "alertmanager", Map.of());
        return Files.writeString(
                directory.resolve("docker-compose.yml"),
                new Yaml().dump(Map.of("version", "2.4", "services", services, "volumes", volumes)));
    }

    private static String compose(Engine engine, Path file, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("docker-compose", "--file=" + file, "--project-directory=.", "--project-name=" + PROJECT));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(engine.environment());
        return Commands.run(builder).strip();
    }

    private void awaitAtLeast(double value, String prometheus, String query) {
        await().atMost(Engine.DEADLINE).untilAsserted(() -> {
            List<String> values = JsonPath.read(
                    get(prometheus + "query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)),
                    "$.data.result[*].value[1]");
            assertThat(values)
                    .as(query)
                    .singleElement()
                    .satisfies(text -> assertThat(Double.parseDouble(text)).isGreaterThanOrEqualTo(value));
        });
    }

    private String get(String url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }
}
