package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.testing.Patience;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The image's file system, laid out as the Dockerfile does it, with the training run under the image's own root. */
@Timeout(900)
class AssembleIT {

    /** Links a runtime, starts weir and makes a cache: 40 s of work, which other builds on the machine delay. */
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    @TempDir
    private Path directory;

    @Test
    @RequiresTool({"bash", "ldd", "unshare"})
    void laysOutFourLayersWithTheirCache() throws Exception {
        assumeTrue(mayChangeRoot(), "unshare --root needs root, or user namespaces");
        var assemble = new ProcessBuilder(
                "config/image/assemble.sh", System.getProperty("weir.exec.jar"), directory.toString());
        assemble.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try (var run = RunningProcess.start(assemble)) {
            Patience.await().atMost(DEADLINE).until(() -> !run.isAlive());
            assertThat(run.awaitExit()).as(run.output()).isZero();
            assertThat(run.output()).contains("TCP listeners stopped", "AOTCache creation is complete");
        }
        assertThat(directory.resolve("runtime/opt/java/bin/java")).isExecutable();
        assertThat(directory.resolve("dependencies/weir/lib")).isNotEmptyDirectory();
        assertThat(directory.resolve("application/weir"))
                .isDirectoryContaining("glob:**/weir.jar")
                .isDirectoryContaining("glob:**/HealthCheck.class")
                .isDirectoryContaining("glob:**/jvm.options");
        assertThat(directory.resolve("cache/weir/weir.aot")).isNotEmptyFile();
    }

    private static boolean mayChangeRoot() throws IOException, InterruptedException {
        var probe = new ProcessBuilder(
                "bash",
                "-c",
                "[ \"$(id -u)\" = 0 ] && exec unshare --root=/ true; exec unshare --map-root-user --root=/ true");
        try (var run = RunningProcess.start(probe)) {
            return run.awaitExit() == 0;
        }
    }
}
