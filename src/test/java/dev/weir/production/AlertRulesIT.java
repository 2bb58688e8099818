package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertRulesIT {

    private static final Path UNIT_TESTS = Path.of("config/prometheus/weir.test.yaml");

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
