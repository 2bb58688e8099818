package dev.weir.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(120)
class PollerTests {

    private static final Duration STRESS = Duration.ofSeconds(4);

    /** In two JVMs at once, which load the processors; the other one has a single carrier, which the poller takes to wait. */
    @Test
    void losesNoWakeUpAndServesOthers() throws Exception {
        var builder = new ProcessBuilder(
                RunningProcess.java(),
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                PollerStress.class.getName(),
                String.valueOf(STRESS.toMillis()),
                "300");
        try (RunningProcess singleCarrier = RunningProcess.start(builder)) {
            PollerStress.serveOthers(300);
            assertThat(PollerStress.run(STRESS)).isPositive();
            singleCarrier.await("^STRESS [1-9]");
        }
    }
}
