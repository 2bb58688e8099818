package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ComposeTests {

    private static final Path FILE = Path.of("docker-compose.yml");

    @Test
    @RequiresTool("docker-compose")
    void isUnderstoodByCompose() throws Exception {
        try (var compose =
                RunningProcess.start(new ProcessBuilder("docker-compose", "-f", FILE.toString(), "config", "-q"))) {
            assertThat(compose.awaitExit()).as(compose.output()).isZero();
        }
    }

    @Test
    void mountsOnlyWhatIsThere() throws IOException {
        Map<String, String> mounts = mounts();
        assertThat(mounts).hasSizeGreaterThan(6);
        mounts.keySet().forEach(source -> assertThat(Path.of(source)).exists());
    }

    @Test
    void mountsTheChartsOwnRulesAndDashboards() throws IOException {
        assertThat(mounts())
                .containsEntry("./" + AlertRules.FILE, "/etc/prometheus/rules/weir.yaml")
                .containsEntry("./" + Chart.DIRECTORY.resolve("dashboards"), "/dashboards");
        Map<String, Object> provider = Chart.yamlDocuments(Path.of("config/grafana/provisioning/dashboards/weir.yml"))
                .getFirst();
        assertThat(Trees.find(provider, "providers[0].options.path")).isEqualTo("/dashboards");
    }

    @Test
    void opensPortsOnLoopbackOnly() throws IOException {
        var ports = services().values().stream()
                .flatMap(service -> list(service.get("ports")).stream())
                .toList();
        assertThat(ports).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void opensThePortsThatWeirListensOn() throws IOException {
        Map<String, Object> settings = Chart.yamlDocuments(Path.of("config/samples/several-listeners.yml"))
                .getFirst();
        Map<?, ?> listeners = (Map<?, ?>) Trees.find(settings, "weir.listeners");
        assertThat(listeners).isNotEmpty();
        List<String> ports = list(services().get("weir").get("ports"));
        listeners.values().forEach(listener -> {
            String address = String.valueOf(((Map<?, ?>) listener).get("address"));
            assertThat(ports).contains("127.0.0.1" + address + address);
        });
    }

    /** Clients are rejected before WeirDescriptors fires at 80 %. */
    @Test
    void givesWeirTheDescriptorsThatItsConnectionsNeed() throws IOException {
        Map<String, Object> settings = Chart.yamlDocuments(Path.of("config/samples/several-listeners.yml"))
                .getFirst();
        int connections = (int) Objects.requireNonNull(Trees.find(settings, "weir.max-connections"));
        int descriptors = (int) Objects.requireNonNull(Trees.find(services().get("weir"), "ulimits.nofile"));
        assertThat(connections).isLessThan(descriptors * 8 / 10);
    }

    @Test
    void callsServicesByTheNamesTheyHave() throws IOException {
        Set<String> services = services().keySet();
        Map<String, Object> prometheus =
                Chart.yamlDocuments(Path.of("config/prometheus/prometheus.yml")).getFirst();
        assertThat(Trees.find(prometheus, "scrape_configs[0].static_configs[0].targets[0]"))
                .isEqualTo("weir:8080");
        assertThat(Trees.find(prometheus, "scrape_configs[0].job_name")).isEqualTo("weir");
        assertThat(Trees.find(prometheus, "alerting.alertmanagers[0].static_configs[0].targets[0]"))
                .isEqualTo("alertmanager:9093");
        Map<String, Object> sources = Chart.yamlDocuments(
                        Path.of("config/grafana/provisioning/datasources/prometheus.yml"))
                .getFirst();
        assertThat(Trees.find(sources, "datasources[0].url")).isEqualTo("http://prometheus:9090");
        assertThat(services).contains("weir", "prometheus", "alertmanager", "grafana", "load");
    }

    private static Map<String, Map<String, Object>> services() throws IOException {
        var services = new LinkedHashMap<String, Map<String, Object>>();
        Trees.map((Map<?, ?>) Chart.yamlDocuments(FILE).getFirst().get("services"))
                .forEach((name, service) -> services.put(name, Trees.map((Map<?, ?>) service)));
        return services;
    }

    private static Map<String, String> mounts() throws IOException {
        var mounts = new LinkedHashMap<String, String>();
        for (Map<String, Object> service : services().values()) {
            for (String mount : list(service.get("volumes"))) {
                List<String> parts = List.of(mount.split(":", -1));
                if (parts.getFirst().startsWith(".")) {
                    assertThat(parts).as(mount).hasSize(3).endsWith("ro");
                    mounts.put(parts.get(0), parts.get(1));
                }
            }
        }
        assertThat(Files.exists(FILE)).isTrue();
        return mounts;
    }

    private static List<String> list(@Nullable Object values) {
        return values instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
