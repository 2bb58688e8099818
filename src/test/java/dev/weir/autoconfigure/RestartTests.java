package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A context that is closed and started anew by another class loader, as spring-boot-devtools restarts an application. */
@Timeout(240)
class RestartTests {

    @Test
    void leavesNoPortThreadMeterOrClassBehind() throws Exception {
        try (var process = RunningProcess.start(new ProcessBuilder(
                RunningProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-cp",
                System.getProperty("java.class.path"),
                Restarts.class.getName()))) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
            assertThat(process.output().lines().filter("served and closed"::equals))
                    .hasSize(2);
            assertThat(process.output()).contains("meters: []", "threads: []", "class loaders: collected");
        }
    }
}
