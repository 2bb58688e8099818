package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.Yaml;

/** The files for deployment agree with the code and with each other. */
@Timeout(300)
class DeploymentFilesTests {

    private static final String PROMETHEUS = "config/prometheus/prometheus.yml";

    @Test
    @RequiresTool("promtool")
    void prometheusAcceptsItsConfiguration() throws Exception {
        try (var promtool = RunningProcess.start(new ProcessBuilder("promtool", "check", "config", PROMETHEUS))) {
            assertThat(promtool.awaitExit()).as(promtool.output()).isZero();
        }
    }

    @Test
    void prometheusScrapesTheServiceWhereComposeHasIt() throws IOException {
        Map<String, Object> weir = map(services().get("weir"));
        Map<String, Object> scrape =
                map(list(yaml(PROMETHEUS).get("scrape_configs")).getFirst());
        Map<String, Object> settings = yaml("config/application.yml");
        Object port = map(settings.get("server")).get("port");
        assertThat(scrape).containsEntry("metrics_path", "/actuator/prometheus");
        assertThat(list(map(list(scrape.get("static_configs")).getFirst()).get("targets")))
                .isEqualTo(List.of("weir:" + port));
        assertThat(list(weir.get("ports"))).contains("127.0.0.1:" + port + ":" + port);
        Map<String, Object> exposure =
                map(map(map(map(settings.get("management")).get("endpoints")).get("web"))
                        .get("exposure"));
        assertThat(exposure.get("include").toString().split(",")).contains("prometheus");
    }

    @Test
    void composeMountsFilesThatExist() throws IOException {
        for (Object service : services().values()) {
            for (Object volume : listOrNone(map(service).get("volumes"))) {
                String source = volume.toString().split(":", -1)[0];
                // What has no path in front is a volume that compose keeps itself.
                if (source.contains("/")) {
                    assertThat(Path.of(source)).exists();
                }
            }
        }
    }

    @Test
    void composePublishesOnThisMachineOnly() throws IOException {
        for (Object service : services().values()) {
            assertThat(listOrNone(map(service).get("ports")))
                    .allMatch(port -> port.toString().startsWith("127.0.0.1:"));
        }
    }

    @Test
    void onlyTheServicesSettingsAreRead() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("config"))) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("application")))
                    .as("Spring Boot reads those in config/*/ too")
                    .containsExactly(Path.of("config/application.yml"));
        }
    }

    @Test
    void chartHasItsMetadata() throws IOException {
        assertThat(yaml("helm/weir/Chart.yaml"))
                .containsEntry("apiVersion", "v2")
                .containsEntry("name", "weir")
                .containsKeys("version", "appVersion");
        assertThat(yaml("helm/weir/values.yaml")).isNotEmpty();
    }

    private static List<Object> listOrNone(@Nullable Object value) {
        return value == null ? List.of() : list(value);
    }

    private static Map<String, Object> services() throws IOException {
        return map(yaml("docker-compose.yml").get("services"));
    }

    private static Map<String, Object> yaml(String path) throws IOException {
        return new Yaml().load(Files.readString(Path.of(path)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}
