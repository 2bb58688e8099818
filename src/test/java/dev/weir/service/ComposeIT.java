package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The environment that docker-compose.yml gives the service, without a container: only the ports are other ones. */
@Timeout(300)
class ComposeIT {

    @Test
    void serviceListensOnAllInterfacesOfItsContainer(@TempDir Path workingDirectory) throws Exception {
        Map<String, Map<String, Map<String, Map<String, String>>>> compose =
                new Yaml().load(Files.readString(Path.of("docker-compose.yml")));
        var builder = new ProcessBuilder(
                        RunningProcess.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        Service.jar().toAbsolutePath().toString(),
                        "--server.port=0")
                .directory(workingDirectory.toFile());
        compose.get("services")
                .get("weir")
                .get("environment")
                .forEach((name, value) -> builder.environment()
                        .put(
                                name,
                                value.replace(":3000", ":0")
                                        .replace("/etc/weir/", Path.of("config").toAbsolutePath() + "/")));
        try (var process = RunningProcess.start(builder)) {
            process.await("TCP listener 'echo' started on (\\[::]|\\[0:0:0:0:0:0:0:0]|0\\.0\\.0\\.0):\\d+ with");
            process.await("Started WeirApplication");
            assertThat(process.output()).contains("[weir]").doesNotContain("127.0.0.1:3000");
        }
    }
}
