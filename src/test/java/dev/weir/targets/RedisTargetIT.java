package dev.weir.targets;

import static dev.weir.targets.Commands.run;
import static dev.weir.targets.Commands.status;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.Scrape;
import dev.weir.testing.ServerProgram;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Redis behind the packaged service. */
@Timeout(300)
@RequiresTool({"redis-server", "redis-cli", "redis-benchmark"})
class RedisTargetIT {

    private static final String CLOSED = "tcp_server_connections_closed_total";

    @TempDir
    private static Path directory;

    private static ServerProgram redis;
    private static WeirProcess service;

    @BeforeAll
    static void start() throws Exception {
        Path file = directory.resolve("redis.conf");
        redis = ServerProgram.start(file, 1, RedisTargetIT::configuration, "redis-server", file.toString());
        service = WeirProcess.service()
                .onFreePorts("kept", "killed")
                .with(
                        "weir.listeners.kept.forward.to=" + redis.address(),
                        "weir.listeners.killed.forward.to=" + redis.address(),
                        "weir.access-log.enabled=false")
                .start();
    }

    private static String configuration(List<Integer> ports) {
        return """
                bind 127.0.0.1
                port %s
                dir %s
                save ""
                """.formatted(ports.getFirst(), directory);
    }

    @AfterAll
    static void stop() {
        try (var _ = redis;
                var _ = service) {}
    }

    @Test
    void valuesPipelinesAndBenchmarksPassThroughUnchangedAndAreCountedExactly() throws Exception {
        aLargeBinaryValueComesBackAsItWas();
        everyCommandOfAPipelineIsAnswered();
        benchmarksCompleteWithoutAnError();

        Scrape meters = ForwardCounts.awaitAgreement(service::scrape, "kept");
        assertThat(meters.sum(CLOSED, "listener=\"kept\""))
                .isEqualTo(meters.sum(CLOSED, "listener=\"kept\"", "cause=\"peer_closed\"")
                        + meters.sum(CLOSED, "listener=\"kept\"", "cause=\"peer_reset\""));
    }

    private static void aLargeBinaryValueComesBackAsItWas() throws Exception {
        int size = 16 * 1024 * 1024;
        Path value = Commands.randomFile(directory.resolve("value"), size);
        assertThat(run(redisCli("kept", "-x", "set", "large").redirectInput(value.toFile())))
                .isEqualTo("OK");
        Path answer = directory.resolve("answer");
        Commands.runTo(answer, redisCli("kept", "--raw", "get", "large"));
        assertThat(Files.mismatch(value, answer))
                .as("the newline that redis-cli adds")
                .isEqualTo(size);
    }

    private static void everyCommandOfAPipelineIsAnswered() throws Exception {
        Path commands = directory.resolve("commands");
        Files.writeString(
                commands,
                IntStream.range(0, 20_000)
                        .mapToObj("incrby sum %d\r\n"::formatted)
                        .collect(Collectors.joining()));
        assertThat(run(redisCli("kept", "--pipe").redirectInput(commands.toFile())))
                .contains("errors: 0, replies: 20000");
        assertThat(run(redisCli("kept", "get", "sum"))).isEqualTo("199990000");
    }

    private static void benchmarksCompleteWithoutAnError() throws Exception {
        String port = Integer.toString(service.port("kept"));
        assertThat(run("redis-benchmark", "-p", port, "-n", "20000", "-c", "50", "-P", "16", "-t", "set,get", "--csv"))
                .containsPattern("\"SET\",\"[1-9]")
                .containsPattern("\"GET\",\"[1-9]")
                .doesNotContain("rror");
    }

    @Test
    void subscribersGetWhatIsPublishedAndEndWithTheServer() throws Exception {
        try (RunningProcess subscriber = RunningProcess.start(redisCli("killed", "subscribe", "news"))) {
            subscriber.await("^subscribe$");
            assertThat(run(redisCli("killed", "publish", "news", "first")))
                    .as("receivers")
                    .isEqualTo("1");
            subscriber.await("^first$");

            redis.kill();

            assertThat(subscriber.awaitExit()).as(subscriber::output).isNotZero();
        }
        assertThat(status(redisCli("killed", "ping")))
                .as("status while the server is gone")
                .isNotZero();
        await().untilAsserted(() -> assertThat(
                        service.scrape().sum(CLOSED, "listener=\"killed\"", "cause=\"upstream_unavailable\""))
                .isOne());

        redis.restart();

        await().untilAsserted(() -> assertThat(run(redisCli("killed", "ping"))).isEqualTo("PONG"));
        await().untilAsserted(() -> ForwardCounts.assertRest(service.scrape(), "killed"));
    }

    private static ProcessBuilder redisCli(String listener, String... arguments)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder("redis-cli", "-p", Integer.toString(service.port(listener)));
        builder.command().addAll(List.of(arguments));
        return builder;
    }
}
