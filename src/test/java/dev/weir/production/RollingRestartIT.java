package dev.weir.production;

import static dev.weir.testing.Patience.await;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.FreePorts;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Three instances behind HAProxy, under load: replaced in turn, one killed, and one whose readiness is wrong. With {@code
 * -Dweir.rolling.rounds=20} each is replaced that often.
 */
@Timeout(1200)
@RequiresTool("haproxy")
class RollingRestartIT {

    private static final int ROUNDS = Integer.getInteger("weir.rolling.rounds", 1);
    private static final int INSTANCES = 3;

    private static final Pattern WRITTEN = Pattern.compile(" written=(\\d+) ");

    @TempDir
    private Path directory;

    /** As many again as there are instances: a new one is ready before the old one ends. */
    private final List<Balancer.Server> servers = new ArrayList<>();

    private final Map<Balancer.Server, WeirProcess> instances = new LinkedHashMap<>();
    private final Map<Balancer.Server, WeirProcess> draining = new LinkedHashMap<>();
    private final List<RunningProcess> ended = new ArrayList<>();

    @AfterEach
    void stop() {
        instances.values().forEach(WeirProcess::close);
        draining.values().forEach(WeirProcess::close);
    }

    @Test
    void losesNothingButWhatAKilledInstanceHadInHand() throws Exception {
        List<Integer> ports = FreePorts.several(4 * INSTANCES);
        for (int i = 0; i < 2 * INSTANCES; i++) {
            servers.add(new Balancer.Server("weir" + i, ports.get(2 * i), ports.get(2 * i + 1)));
        }
        startFirst();
        try (var balancer = Balancer.start(directory.resolve("haproxy.cfg"), servers)) {
            // HAProxy takes all for healthy at first: a client could be sent to one after another that is not there.
            for (Balancer.Server server : servers) {
                balancer.awaitStatus(server, instances.containsKey(server) ? "UP" : "DOWN");
            }
            replaceEach(balancer);
            refuse(balancer);
            kill(balancer);
        }
    }

    private void startFirst() throws IOException, InterruptedException {
        List<RunningProcess> started = new ArrayList<>();
        try {
            for (int i = 0; i < INSTANCES; i++) {
                started.add(instance(servers.get(i)).launch());
            }
            for (int i = 0; i < INSTANCES; i++) {
                instances.put(servers.get(i), instance(servers.get(i)).awaitStart(started.get(i)));
            }
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            started.forEach(RunningProcess::close);
            throw e;
        }
    }

    private WeirProcess.Setup instance(Balancer.Server server) {
        return WeirProcess.service()
                .with(
                        "server.port=" + server.managementPort(),
                        "weir.listeners.echo.address=127.0.0.1:" + server.port(),
                        "weir.listeners.echo.framing.type=line",
                        "weir.listeners.echo.proxy-protocol.mode=required",
                        "weir.listeners.echo.proxy-protocol.trusted=127.0.0.1",
                        // Longer than HAProxy takes to notice on a busy machine: what arrives just as the port closes
                        // is lost.
                        "weir.shutdown.delay=6s",
                        "weir.shutdown.idle=1s",
                        "weir.shutdown.grace-period=6s",
                        "management.endpoint.tcplisteners.access=unrestricted",
                        // The readiness of one in three does not look at its listeners.
                        "management.health.tcp.enabled=" + (servers.indexOf(server) % INSTANCES > 0));
    }

    private void replaceEach(Balancer balancer) throws Exception {
        try (var clients = new RequestClients(balancer.port())) {
            clients.awaitAnswers(5);
            for (int i = 0; i < ROUNDS * INSTANCES; i++) {
                replace(servers.get(i % servers.size()), servers.get((i + INSTANCES) % servers.size()), balancer);
            }
            for (Balancer.Server old : List.copyOf(draining.keySet())) {
                awaitEnd(old);
            }
            clients.awaitAnswers(5);
            clients.stop();
            report("Replaced one by one", clients);
            assertThat(clients.lost())
                    .as(() -> "sent on a connection that had just ended; the instances' logs: "
                            + logged(clients.lost(), Map.of()) + "; HAProxy's: "
                            + clients.lost().stream()
                                    .map(lost -> balancer.logged(lost.port()))
                                    .toList())
                    .allMatch(lost -> lost.nth() > 1 && lost.answered() == 0);
            await().untilAsserted(() -> assertThat(written())
                    .as("bytes of answers: none to a request that was repeated")
                    .isEqualTo(clients.answeredBytes()));
        }
    }

    /** The new one is ready before the old one gets SIGTERM, which drains while the next one starts. */
    private void replace(Balancer.Server old, Balancer.Server next, Balancer balancer) throws Exception {
        if (draining.containsKey(next)) {
            awaitEnd(next);
        }
        balancer.awaitStatus(next, "DOWN");
        instances.put(next, instance(next).start());
        balancer.awaitStatus(next, "UP");
        WeirProcess leaving = Objects.requireNonNull(instances.remove(old));
        draining.put(old, leaving);
        leaving.process().terminate();
        balancer.awaitStatus(old, "DOWN");
    }

    /** Whatever the clients do, no connection has to be cut. */
    private void awaitEnd(Balancer.Server server) throws InterruptedException {
        WeirProcess leaving = Objects.requireNonNull(draining.get(server));
        int _ = leaving.process().awaitExit();
        assertThat(leaving.process().output())
                .containsPattern("TCP listeners stopped: [1-9]\\d* streams drained, 0 forced");
        draining.remove(server);
        leaving.close();
        ended.add(leaving.process());
    }

    /** Its port is closed, and its readiness does not know. */
    private void refuse(Balancer balancer) throws Exception {
        Balancer.Server server = instances.keySet().iterator().next();
        WeirProcess lying = Objects.requireNonNull(instances.get(server));
        lying.change("echo", "drain");
        await().untilAsserted(() -> assertThat(lying.body("tcplisteners/echo")).contains("\"state\":\"stopped\""));
        int before = balancer.sessions(server, "wredis");
        try (var clients = new RequestClients(balancer.port())) {
            clients.awaitAnswers(5);
            clients.stop();
            report("One of three refuses connections", clients);
            assertThat(clients.lost()).isEmpty();
        }
        balancer.awaitStatus(server, "UP");
        assertThat(balancer.sessions(server, "wredis")).isGreaterThan(before);
        lying.change("echo", "resume");
    }

    private void kill(Balancer balancer) throws Exception {
        Balancer.Server server = List.copyOf(instances.keySet()).getLast();
        Map<RunningProcess, Integer> before = processes()
                .collect(toMap(process -> process, process -> process.output().length()));
        try (var clients = new RequestClients(balancer.port())) {
            clients.awaitAnswers(5);
            assertThat(balancer.sessions(server, "scur")).isPositive();
            WeirProcess killed = Objects.requireNonNull(instances.remove(server));
            killed.process().kill();
            killed.close();
            balancer.awaitStatus(server, "DOWN");
            clients.awaitAnswers(5);
            clients.stop();
            report("One of three killed", clients);
            assertThat(logged(clients.lost(), before))
                    .as("lost on instances that live")
                    .isEmpty();
        }
    }

    /**
     * The lines that instances, those that were killed apart, have logged of these requests' connections.
     *
     * @param before lengths of the logs before these requests: other clients may have had the same ports
     */
    private List<String> logged(List<RequestClients.Lost> lost, Map<RunningProcess, Integer> before) {
        return processes()
                .flatMap(process -> process.output()
                        .substring(before.getOrDefault(process, 0))
                        .lines())
                .filter(line -> lost.stream().anyMatch(each -> line.contains("remote=127.0.0.1:" + each.port() + " ")))
                .toList();
    }

    /** Bytes that all instances so far have written to the clients whose connections have ended. */
    private long written() {
        return processes()
                .flatMap(process -> WRITTEN.matcher(process.output()).results())
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
    }

    private Stream<RunningProcess> processes() {
        return Stream.concat(ended.stream(), instances.values().stream().map(WeirProcess::process));
    }

    private static void report(String what, RequestClients clients) {
        LoggerFactory.getLogger(RollingRestartIT.class).info("{}: {}", what, clients);
    }
}
