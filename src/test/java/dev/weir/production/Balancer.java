package dev.weir.production;

import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static dev.weir.testing.Patience.await;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.FencedBlocks;
import dev.weir.testing.ServerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** HAProxy in front of instances, as docs/production.md configures it, with a page of its statistics. */
final class Balancer implements AutoCloseable {

    /**
     * An instance, by its name in HAProxy.
     *
     * @param port of its listener
     * @param managementPort of its readiness
     */
    record Server(String name, int port, int managementPort) {

        private String line() {
            return "    server %s 127.0.0.1:%d port %d\n".formatted(name, port, managementPort);
        }
    }

    private final ServerProgram haproxy;
    private final HttpClient http = HttpClient.newHttpClient();

    private Balancer(ServerProgram haproxy) {
        this.haproxy = haproxy;
    }

    /** @param file receives the configuration */
    static Balancer start(Path file, List<Server> servers) throws IOException, InterruptedException {
        return new Balancer(ServerProgram.start(
                file, 2, ports -> configuration(ports, servers), "haproxy", "-db", "-f", file.toString()));
    }

    /** The page's, with these ports and servers, and with checks that find out sooner. */
    private static String configuration(List<Integer> ports, List<Server> servers) {
        String documented = documented();
        assertThat(documented).contains("    mode tcp\n", "    bind :3000\n", " inter 1s ");
        return """
                global
                    log stderr format raw local0 info
                """
                + documented
                        .replace("    mode tcp\n", "    mode tcp\n    log global\n    option tcplog\n")
                        .replaceAll("(?m)^ +server .*\n", "")
                        .replace(" :3000\n", " 127.0.0.1:" + ports.get(0) + "\n")
                        .replace(" inter 1s ", " inter 100 ")
                + servers.stream().map(Server::line).collect(joining())
                + """

                listen statistics
                    mode http
                    bind 127.0.0.1:%d
                    stats enable
                    stats uri /
                """.formatted(ports.get(1));
    }

    private static String documented() {
        try {
            return FencedBlocks.of(Files.readString(Path.of("docs/production.md")), "haproxy")
                    .getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return haproxy.port(0);
    }

    /** Waits until the server is UP, or DOWN. */
    void awaitStatus(Server server, String status) {
        await().atMost(PROCESS_DEADLINE)
                .untilAsserted(() -> assertThat(statistic(server, "status")).isEqualTo(status));
    }

    /** Counts of sessions: {@code scur} now, {@code stot} so far, {@code wredis} sent to another server after this one refused. */
    int sessions(Server server, String field) throws IOException, InterruptedException {
        return Integer.parseInt(statistic(server, field));
    }

    /** The lines that HAProxy has logged of a client's connections: which server, how long each step took, and who ended it. */
    List<String> logged(int clientPort) {
        return haproxy.process()
                .output()
                .lines()
                .filter(line -> line.startsWith("127.0.0.1:" + clientPort + " "))
                .toList();
    }

    private String statistic(Server server, String field) throws IOException, InterruptedException {
        List<List<String>> rows = http.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + haproxy.port(1) + "/;csv"))
                                .build(),
                        BodyHandlers.ofString())
                .body()
                .lines()
                .map(line -> Arrays.asList(line.split(",", -1)))
                .toList();
        List<String> names = rows.getFirst();
        for (List<String> row : rows) {
            Map<String, String> values = new HashMap<>();
            for (int i = 0; i < row.size(); i++) {
                values.put(names.get(i), row.get(i));
            }
            if ("weir".equals(values.get("# pxname")) && server.name().equals(values.get("svname"))) {
                return Objects.requireNonNull(values.get(field));
            }
        }
        throw new AssertionError("no server " + server + " in " + rows);
    }

    @Override
    public void close() {
        http.close();
        haproxy.close();
    }
}
