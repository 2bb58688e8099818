package dev.weir.production;

import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** A Prometheus that scrapes one Weir every second, and its answers. */
final class Prometheus implements AutoCloseable {

    /** Not weir: rules and dashboards must not depend on it. */
    private static final String JOB = "tcp-services";

    private final RunningProcess process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    private Prometheus(RunningProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    static Prometheus start(Path directory, int weirPort, Path rules) throws IOException, InterruptedException {
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(config, """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: %s
                    metrics_path: /actuator/prometheus
                    static_configs: [{targets: ["127.0.0.1:%d"], labels: {namespace: net}}]
                """.formatted(rules.toAbsolutePath(), JOB, weirPort));
        int port = freePort();
        var process = RunningProcess.start(new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port));
        try {
            process.await("Server is ready to receive web requests");
            return new Prometheus(process, "http://127.0.0.1:" + port);
        } catch (InterruptedException | RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    /** Prometheus does not say which port it got, so it cannot be asked to take any. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What an expression has been in the last half minute: a list of series with their values. */
    List<Map<String, Object>> range(String expression) throws IOException, InterruptedException {
        Instant now = Instant.now();
        return Trees.maps(Trees.find(
                ask("/api/v1/query_range?step=1&start=%d&end=%d&query=%s"
                        .formatted(now.minusSeconds(30).getEpochSecond(), now.getEpochSecond(), encoded(expression))),
                "data.result"));
    }

    /** What an expression is now. */
    List<Map<String, Object>> instant(String expression) throws IOException, InterruptedException {
        return Trees.maps(Trees.find(ask("/api/v1/query?query=" + encoded(expression)), "data.result"));
    }

    /** The rules as Prometheus has loaded and run them. */
    List<Map<String, Object>> rules() throws IOException, InterruptedException {
        return Trees.maps(Trees.find(ask("/api/v1/rules"), "data.groups")).stream()
                .flatMap(group -> Trees.maps(group.get("rules")).stream())
                .toList();
    }

    private Map<String, Object> ask(String path) throws IOException, InterruptedException {
        String body = http.send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Map<String, Object> answer = Trees.map(new Yaml().load(body));
        if (!"success".equals(answer.get("status"))) {
            throw new AssertionError(path + ": " + body);
        }
        return answer;
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
