package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training run of the image's AOT cache, with the JDK's own runtime and without a cache. */
class TrainingIT {

    private static final String PASSWORD = "training";

    @TempDir
    private Path directory;

    @Test
    void isAnsweredAndEndsInOrder() throws Exception {
        Path keyStore = makeKeyStore();
        try (var training = train(
                keyStore,
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("weir.exec.jar"),
                "--server.port=0",
                "--spring.ssl.bundle.jks.training.keystore.location=" + keyStore.toUri(),
                "--spring.ssl.bundle.jks.training.keystore.password=" + PASSWORD,
                "--weir.listeners.echo.address=127.0.0.1:0",
                "--weir.listeners.tls.address=127.0.0.1:0",
                "--weir.listeners.tls.handler=echo",
                "--weir.listeners.tls.ssl.bundle=training")) {
            assertThat(training.awaitExit()).as(training.output()).isZero();
            assertThat(training.output())
                    .contains("listener=echo", "listener=tls", "tls=TLSv1.3", "TCP listeners stopped");
        }
    }

    @Test
    void failsWhenWeirDoesNotStart() throws Exception {
        try (var training = train(makeKeyStore(), "-version")) {
            assertThat(training.awaitExit()).isNotZero();
            assertThat(training.output()).contains("weir did not start");
        }
    }

    private static RunningProcess train(Path keyStore, String... weir) throws IOException {
        var command = new ArrayList<String>();
        command.addAll(List.of(RunningProcess.java(), "src/image/java/Training.java", keyStore.toString(), PASSWORD));
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
