package dev.weir.production;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** One of Grafana's dashboards, as it is in its file. */
record Dashboard(Path file, Map<String, Object> json) {

    /** A panel's query, and whether Grafana asks for one instant rather than a range. */
    record Query(String panel, String type, String unit, String expression, String legend) {}

    static List<Path> files() throws IOException {
        try (var files = Files.list(Chart.DIRECTORY.resolve("dashboards"))) {
            return files.sorted().toList();
        }
    }

    static List<Dashboard> all() throws IOException {
        var dashboards = new ArrayList<Dashboard>();
        for (Path file : files()) {
            // JSON is YAML.
            dashboards.add(new Dashboard(file, Trees.map(new Yaml().load(Files.readString(file)))));
        }
        return dashboards;
    }

    String title() {
        return String.valueOf(json.get("title"));
    }

    List<Map<String, Object>> panels() {
        var panels = new ArrayList<Map<String, Object>>();
        for (Map<String, Object> panel : Trees.maps(json.get("panels"))) {
            panels.add(panel);
            panels.addAll(Trees.maps(panel.get("panels")));
        }
        return panels;
    }

    List<Query> queries() {
        var queries = new ArrayList<Query>();
        for (Map<String, Object> panel : panels()) {
            for (Map<String, Object> target : Trees.maps(panel.get("targets"))) {
                queries.add(new Query(
                        String.valueOf(panel.get("title")),
                        String.valueOf(panel.get("type")),
                        String.valueOf(Trees.find(panel, "fieldConfig.defaults.unit")),
                        String.valueOf(target.get("expr")),
                        String.valueOf(target.get("legendFormat"))));
            }
        }
        return queries;
    }
}
