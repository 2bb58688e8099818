package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training run of the image's AOT caches, where it fails; AssembleIT has one that succeeds. */
class TrainingIT {

    private static final String PASSWORD = "training";

    @TempDir
    private Path directory;

    @Test
    void failsWhenWeirDoesNotStart() throws Exception {
        try (var training = train(makeKeyStore(), "-version")) {
            assertThat(training.awaitExit()).isNotZero();
            assertThat(training.output()).contains("weir did not start");
        }
    }

    private static RunningProcess train(Path keyStore, String... weir) throws IOException {
        var command = new ArrayList<String>();
        command.addAll(
                List.of(RunningProcess.java(), "src/image/java/Training.java", keyStore.toString(), PASSWORD, "--"));
        command.add(RunningProcess.java());
        command.addAll(List.of(weir));
        return RunningProcess.start(new ProcessBuilder(command));
    }

    private Path makeKeyStore() throws IOException, InterruptedException {
        Path file = directory.resolve("training.p12");
        Path keytool = Path.of(RunningProcess.java()).resolveSibling("keytool");
        try (var making = RunningProcess.start(new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                "training",
                "-dname",
                "CN=localhost",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1"))) {
            assertThat(making.awaitExit()).as(making.output()).isZero();
        }
        return file;
    }
}
