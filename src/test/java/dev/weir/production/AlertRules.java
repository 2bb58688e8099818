package dev.weir.production;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The alert rules' file. */
final class AlertRules {

    static final Path FILE = Chart.DIRECTORY.resolve("rules/weir.yaml");

    private static final Pattern SERIES =
            Pattern.compile("\\b(?:up|(?:weir|tcp_server|tcp_client|process|system|jvm|ssl|logback)_[a-z_]+)\\b");

    /** In {@code for: 5m}, {@code offset 5m}, {@code [5m]} and {@code [1h:1m]}. */
    private static final Pattern DURATION = Pattern.compile("(?<=for: |offset |\\[|[hm]:)(\\d+)([mh])\\b");

    private AlertRules() {}

    static List<Map<String, Object>> all() throws IOException {
        return Trees.maps(Chart.yamlDocuments(FILE).getFirst().get("groups")).stream()
                .flatMap(group -> Trees.maps(group.get("rules")).stream())
                .toList();
    }

    /** Writes the rules with every minute as two seconds, for a Prometheus that scrapes each second. */
    static Path inFastMotion(Path directory) throws IOException {
        String rules = DURATION.matcher(Files.readString(FILE, StandardCharsets.UTF_8))
                .replaceAll(match ->
                        Integer.parseInt(match.group(1)) * 2 + (match.group(2).equals("h") ? "m" : "s"));
        return Files.writeString(directory.resolve("fast-rules.yaml"), rules, StandardCharsets.UTF_8);
    }

    /** The names of the series that an expression asks for. */
    static Set<String> seriesOf(String expression) {
        var names = new TreeSet<String>();
        SERIES.matcher(expression).results().forEach(match -> names.add(match.group()));
        return names;
    }
}
