package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.Labelled;
import dev.weir.observe.PauseReason;
import dev.weir.observe.RejectReason;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertRulesIT {

    private static final Path UNIT_TESTS = Path.of("config/prometheus/weir.test.yaml");

    @TempDir
    private Path directory;

    @Test
    @RequiresTool("promtool")
    void areUnderstoodByPrometheus() throws Exception {
        assertThat(run("promtool", "check", "rules", AlertRules.FILE.toString()))
                .contains("SUCCESS");
    }

    @Test
    @RequiresTool("promtool")
    void fireAndStaySilentAsTheyShould() throws Exception {
        assertThat(run("promtool", "test", "rules", UNIT_TESTS.toString())).contains("SUCCESS");
    }

    /**
     * As the tests have them, and as other scrapers label the same target: with labels of their own besides, all of them here at
     * once, and without the namespace. Each run takes promtool many seconds.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster=\"eu\",job=\"net/prod-weir\",namespace=\"net\",pod=\"prod-weir-0\",container=\"weir\",endpoint=\"management\",app_kubernetes_io_name=\"weir\",instance=\"a:8080\"",
                "job=\"tcp\",instance=\"a:8080\"",
            })
    @RequiresTool("promtool")
    void doNotDependOnHowATargetIsLabelled(String labels) throws Exception {
        String tests = Files.readString(UNIT_TESTS, StandardCharsets.UTF_8);
        String target = "job=\"weir\",namespace=\"net\",instance=\"a:8080\"";
        assertThat(tests).contains(target);
        Path file = directory.resolve("weir.test.yaml");
        Files.writeString(
                file,
                tests.replace(
                                "../../" + AlertRules.FILE,
                                AlertRules.FILE.toAbsolutePath().toString())
                        .replace(target, labels));
        assertThat(run("promtool", "test", "rules", file.toString())).contains("SUCCESS");
    }

    /** With a scrape a minute, Prometheus's default, a rate over less has one sample and no value. */
    @Test
    void workWithAScrapeAMinute() throws IOException {
        Pattern range = Pattern.compile("\\[(\\d+)([mh])]");
        assertThat(AlertRules.all())
                .flatExtracting(rule -> range.matcher(String.valueOf(rule.get("expr")))
                        .results()
                        .map(match -> Integer.parseInt(match.group(1))
                                * (match.group(2).equals("h") ? 60 : 1))
                        .toList())
                .isNotEmpty()
                .allMatch(minutes -> (int) minutes >= 2);
    }

    @Test
    void knowEveryCauseAndReasonThatIsNotAsItShouldBe() throws IOException {
        assertAlerted("cause", CloseCause.values(), AlertRulesIT::isAlerted);
        assertAlerted("reason", RejectReason.values(), AlertRulesIT::isAlerted);
        assertAlerted("reason", PauseReason.values(), AlertRulesIT::isAlerted);
    }

    private static <E extends Labelled> void assertAlerted(String tag, E[] constants, Predicate<E> alerted)
            throws IOException {
        for (E constant : constants) {
            Pattern matched = Pattern.compile(tag + "=~?\"(?:[a-z_|]+\\|)?" + constant.label() + "(?:\\|[a-z_|]+)?\"");
            boolean present = AlertRules.all().stream()
                    .anyMatch(rule ->
                            matched.matcher(String.valueOf(rule.get("expr"))).find());
            assertThat(present).as(constant.label()).isEqualTo(alerted.test(constant));
        }
    }

    private static boolean isAlerted(CloseCause cause) {
        return switch (cause) {
            case PEER_RESET,
                    WRITE_TIMEOUT,
                    PROTOCOL_ERROR,
                    HANDLER_ERROR,
                    IO_ERROR,
                    RESOURCE,
                    UPSTREAM_UNAVAILABLE,
                    UPSTREAM_RESET,
                    UPSTREAM_TIMEOUT -> true;
            // TLS has meters and an alert of its own. The rest are how connections are meant to end.
            case TLS_ERROR, TLS_TIMEOUT -> false;
            case PEER_CLOSED,
                    HANDLER_COMPLETED,
                    IDLE_TIMEOUT,
                    FIRST_BYTE_TIMEOUT,
                    READ_TIMEOUT,
                    HALF_CLOSED_TIMEOUT,
                    LIFETIME,
                    PROBE,
                    ADMIN,
                    SHUTDOWN_DRAINED,
                    SHUTDOWN_FORCED -> false;
        };
    }

    private static boolean isAlerted(RejectReason reason) {
        return switch (reason) {
            case MAX_CONNECTIONS, MAX_PROCESS, MAX_PER_CLIENT, RATE, DENIED, PROXY_PROTOCOL -> true;
            case DRAINING -> false;
        };
    }

    private static boolean isAlerted(PauseReason reason) {
        return switch (reason) {
            // A drain is named in rules that it keeps silent.
            case ADMIN, STUCK, DRAIN -> true;
            // It is counted as an accept error.
            case FD_LIMIT -> false;
        };
    }

    @Test
    void haveEachBeenSeenToFire() throws IOException {
        String tests = Files.readString(UNIT_TESTS, StandardCharsets.UTF_8);
        assertThat(AlertRules.all())
                .isNotEmpty()
                .allMatch(rule -> tests.contains("'{alertname=\"" + rule.get("alert") + "\"}'"));
    }

    @Test
    void tellWhoeverIsWokenWhatToDo() throws IOException {
        String page = Files.readString(Path.of("docs/production.md"), StandardCharsets.UTF_8);
        for (Map<String, Object> rule : AlertRules.all()) {
            assertThat(rule.keySet()).contains("alert", "expr", "labels", "annotations");
            assertThat(Trees.find(rule, "labels.severity")).isIn("warning", "critical");
            assertThat(Trees.find(rule, "annotations.summary")).asString().isNotBlank();
            assertThat(Trees.find(rule, "annotations.runbook")).asString().isNotBlank();
            assertThat(page).contains("`" + rule.get("alert") + "`");
        }
    }

    @Test
    @RequiresTool("promtool")
    void areLoadedByTheDeliveredConfiguration() throws Exception {
        assertThat(run("promtool", "check", "config", "--syntax-only", "config/prometheus/prometheus.yml"))
                .contains("SUCCESS");
    }

    @Test
    @RequiresTool("amtool")
    void reachTheDeliveredAlertmanager() throws Exception {
        assertThat(run("amtool", "check-config", "config/alertmanager/alertmanager.yml"))
                .contains("SUCCESS");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        try (var process = RunningProcess.start(new ProcessBuilder(command))) {
            int status = process.awaitExit();
            assertThat(status).as(process.output()).isZero();
            return process.output();
        }
    }
}
