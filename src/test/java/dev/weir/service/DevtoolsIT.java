package dev.weir.service;

import static dev.weir.testing.Patience.DEADLINE;
import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.Actuator;
import dev.weir.testing.FreePorts;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application with spring-boot-devtools, which restarts it in its process when its classes or settings change. */
@Timeout(300)
class DevtoolsIT {

    private static final int RESTARTS = 2;

    /** Their number, in a histogram of the heap. */
    private static final Pattern LOADERS =
            Pattern.compile("(\\d+) +\\d+ +org\\.springframework\\.\\S+\\.RestartClassLoader\\b");

    /** In a dump of all threads, virtual ones too. */
    private static final Pattern THREAD = Pattern.compile("^\\s*#\\d+ \"(weir-[^\"]*)\"", Pattern.MULTILINE);

    private static final String APPLICATION = """
            package com.example;

            import dev.weir.client.FrameClient;
            import dev.weir.frame.FrameHandler;
            import org.springframework.boot.SpringApplication;
            import org.springframework.boot.autoconfigure.SpringBootApplication;
            import org.springframework.context.annotation.Bean;

            @SpringBootApplication
            public class WordsApplication {

                public record Word(String text) {}

                public static void main(String[] args) {
                    SpringApplication.run(WordsApplication.class, args);
                }

                @Bean
                FrameHandler<Word, Word> end() {
                    return (word, session) -> new Word(word.text() + "%s");
                }

                @Bean
                FrameHandler<Word, Word> ask(FrameClient<Word, Word> ends) {
                    return (word, session) -> ends.call(word);
                }
            }
            """;

    @TempDir
    private static Path directory;

    @Test
    void servesOnTheSamePortsAfterEachRestartAndLeavesNothingBehind() throws Exception {
        List<Integer> ports = FreePorts.several(5);
        int idle = ports.get(1);
        int busy = ports.get(2);
        int ask = ports.get(3);
        String settings = """
                server:
                  address: 127.0.0.1
                  port: %d
                spring.devtools.restart:
                  poll-interval: 200ms
                  quiet-period: 100ms
                management.endpoints.web.exposure.include: prometheus
                weir:
                  listeners:
                    idle: { address: "127.0.0.1:%d", handler: echo }
                    busy: { address: "127.0.0.1:%d", handler: discard }
                    ask: { address: "127.0.0.1:%d", handler: ask, framing.type: line }
                    end: { address: "127.0.0.1:%d", handler: end, framing.type: line }
                  clients:
                    ends: { addresses: "127.0.0.1:%5$d", framing.type: line }
                """.formatted(ports.toArray());
        var application = new OtherApplication(directory)
                .library(Path.of(System.getProperty("weir.devtools.jar")))
                // What only caches hold is no leak.
                .jvm("--enable-native-access=ALL-UNNAMED", "-XX:SoftRefLRUPolicyMSPerMB=0")
                .source(APPLICATION.formatted("!"))
                .settings(settings)
                .compile();
        try (var process = application.start(true, "com.example.WordsApplication");
                var actuator = new Actuator(ports.getFirst())) {
            awaitStarts(process, 1);
            asks(ask, "!");
            List<String> threads = threads(process);
            assertThat(threads).contains("weir-accept-ask", "weir-client ends reader");

            try (var waits = client(idle);
                    var sends = client(busy)) {
                waits.send("a").receives("a");
                sends.send("a");
                Thread.startVirtualThread(() -> sendUntilClosed(sends));
                application.source(APPLICATION.formatted("?")).compile();
                waits.thenEnds();
                awaitStarts(process, 2);
            }
            asks(ask, "?");
            assertThat(process.output())
                    .containsPattern("listener=idle .* cause=shutdown_drained")
                    .containsPattern("listener=busy .* cause=shutdown_forced");
            assertThat(Duration.between(
                            timeOf(process, "TCP listener 'busy' drains"), timeOf(process, "TCP listeners stopped")))
                    .as("2 s of grace")
                    .isLessThan(Duration.ofSeconds(15));

            for (int restart = 2; restart <= RESTARTS; restart++) {
                application.settings(settings + "# " + restart + "\n");
                awaitStarts(process, restart + 1);
                asks(ask, "?");
            }
            assertThat(actuator.body("prometheus"))
                    .as("since the last start")
                    .contains("tcp_server_connections_accepted_total{listener=\"ask\"} 1.0");
            await().untilAsserted(() -> assertThat(threads(process)).isEqualTo(threads));
            await().untilAsserted(() -> assertThat(loaders(process))
                    .as("the last one, and the first one, which Spring Boot keeps without Weir too")
                    .isEqualTo(2));
        }
    }

    private static void asks(int port, String end) throws IOException {
        try (var client = client(port)) {
            client.send("{\"text\":\"hello\"}\n").receivesLine("{\"text\":\"hello" + end + "\"}");
        }
    }

    private static void sendUntilClosed(TcpTestClient client) {
        try {
            client.slowly("a".repeat(10_000), Duration.ofMillis(50));
        } catch (AssertionError _) {
            // At the latest with the test.
        }
    }

    private static TcpTestClient client(int port) throws IOException {
        return TcpTestClient.over(Transport.connect("127.0.0.1:" + port, StreamOptions.DEFAULT))
                .within(DEADLINE);
    }

    private static void awaitStarts(RunningProcess process, int count) {
        await().atMost(PROCESS_DEADLINE)
                .untilAsserted(() -> assertThat(
                                process.output().lines().filter(line -> line.contains("Started WordsApplication in")))
                        .as(process.output())
                        .hasSize(count));
    }

    /** When the first line with the text was logged. */
    private static Instant timeOf(RunningProcess process, String text) throws InterruptedException {
        return Instant.parse(process.await("^(\\S+Z) .*" + text).group(1));
    }

    private static List<String> threads(RunningProcess process) throws Exception {
        Path dump = directory.resolve("threads");
        jcmd(process, "Thread.dump_to_file", "-overwrite", dump.toString());
        return THREAD.matcher(Files.readString(dump))
                .results()
                .map(match -> match.group(1))
                .sorted()
                .toList();
    }

    /** How many class loaders of the application the collector leaves. */
    private static int loaders(RunningProcess process) throws Exception {
        var line = LOADERS.matcher(jcmd(process, "GC.class_histogram"));
        assertThat(line.find()).isTrue();
        return Integer.parseInt(line.group(1));
    }

    private static String jcmd(RunningProcess process, String... command) throws Exception {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(process.pid())));
        line.addAll(List.of(command));
        try (var jcmd = RunningProcess.start(new ProcessBuilder(line))) {
            assertThat(jcmd.awaitExit()).as(jcmd.output()).isZero();
            return jcmd.output();
        }
    }
}
