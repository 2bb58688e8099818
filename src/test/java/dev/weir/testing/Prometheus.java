package dev.weir.testing;

import com.jayway.jsonpath.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Prometheus that scrapes one application every second, and the results of its queries. */
public final class Prometheus implements AutoCloseable {

    /** Not weir: rules and dashboards must not depend on it. */
    private static final String JOB = "tcp-services";

    /** Alerts fire after minutes. */
    private static final Duration RESULT_DEADLINE = Duration.ofMinutes(3);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    private final RunningProcess process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    private Prometheus(RunningProcess process, String address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts Prometheus.
     *
     * @param directory for its configuration and data
     * @param managementPort of the application
     * @param rules files with alerting or recording rules
     */
    public static Prometheus start(Path directory, int managementPort, Path... rules)
            throws IOException, InterruptedException {
        String ruleFiles = Arrays.stream(rules)
                .map(file -> '"' + file.toAbsolutePath().toString() + '"')
                .collect(Collectors.joining(", "));
        Path config =
                Files.writeString(directory.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                rule_files: [%s]
                scrape_configs:
                  - job_name: %s
                    metrics_path: /actuator/prometheus
                    static_configs: [{targets: ["127.0.0.1:%d"], labels: {namespace: net}}]
                """.formatted(ruleFiles, JOB, managementPort));
        var process = RunningProcess.start(new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:0"));
        try {
            String address =
                    process.await("msg=\"Listening on\" address=(\\S+)").group(1);
            process.await("Server is ready to receive web requests");
            return new Prometheus(process, address);
        } catch (InterruptedException | RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    /** The series that an expression selects, with their values of the last half minute. */
    public List<Map<String, Object>> range(String expression) throws IOException, InterruptedException {
        Instant now = Instant.now();
        return JsonPath.read(
                query("query_range?step=1&start=%d&end=%d&query=%s"
                        .formatted(now.minusSeconds(30).getEpochSecond(), now.getEpochSecond(), encoded(expression))),
                "$.data.result");
    }

    /** The series that an expression selects, with their current values. */
    public List<Map<String, Object>> instant(String expression) throws IOException, InterruptedException {
        return JsonPath.read(query("query?query=" + encoded(expression)), "$.data.result");
    }

    /** The current value of an expression that selects one series; NaN if it selects none or several. */
    public double value(String expression) throws IOException, InterruptedException {
        List<String> values = JsonPath.read(query("query?query=" + encoded(expression)), "$.data.result[*].value[1]");
        return values.size() == 1 ? Double.parseDouble(values.getFirst()) : Double.NaN;
    }

    /** Awaits that an expression selects at least one series. */
    public void awaitResult(String expression) {
        Patience.await()
                .alias(expression)
                .atMost(RESULT_DEADLINE)
                .pollInterval(POLL_INTERVAL)
                .until(() -> !instant(expression).isEmpty());
    }

    /** The rules as Prometheus has loaded and run them. */
    public List<Map<String, Object>> rules() throws IOException, InterruptedException {
        return JsonPath.read(query("rules"), "$.data.groups[*].rules[*]");
    }

    private String query(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/" + path))
                .timeout(Patience.DEADLINE)
                .build();
        String body = http.send(request, BodyHandlers.ofString()).body();
        if (!"success".equals(JsonPath.read(body, "$.status"))) {
            throw new AssertionError(path + ": " + body);
        }
        return body;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
        process.close();
    }
}
