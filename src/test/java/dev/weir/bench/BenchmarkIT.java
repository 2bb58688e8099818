package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmark still works. What it measures in so short a time is nothing to judge by. */
class BenchmarkIT {

    private static final Path SOURCES = Path.of("src/bench/java");

    /** What the others are named by, they are not compiled with: their jars are in the profile only. */
    private static final List<String> WITHOUT_PEERS = List.of(
            "dev/weir/bench/Benchmark.java",
            "dev/weir/bench/load/LoadGenerator.java",
            "dev/weir/bench/peer/JdkServer.java");

    @Test
    void measuresTheServiceAndTheBareJdk(@TempDir Path directory) throws Exception {
        Path classes = compile(directory.resolve("classes"));
        Path out = directory.resolve("out");
        var log = directory.resolve("log").toFile();
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var benchmark = new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dweir.exec.jar=" + System.getProperty("weir.exec.jar"),
                        "-cp",
                        classes.toString(),
                        "dev.weir.bench.Benchmark",
                        "--smoke",
                        "--out=" + out)
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            assertThat(benchmark.waitFor(6, TimeUnit.MINUTES)).isTrue();
            assertThat(benchmark.exitValue()).as(text(log)).isZero();
        } finally {
            benchmark.destroy();
        }
        assertThat(Files.readString(out.resolve("samples.csv")))
                .contains(
                        "echo-64,weir,1,CPU per operation",
                        "echo-64,weir-limited,1,p50",
                        "echo-64,jdk,1,rate",
                        "connect,weir,1,p99,");
        assertThat(out.resolve("report.md")).isNotEmptyFile();
        assertThat(out.resolve("echo-64.svg")).isNotEmptyFile();
    }

    private static Path compile(Path classes) throws IOException {
        Files.createDirectories(classes);
        List<String> sources = WITHOUT_PEERS.stream()
                .map(source -> SOURCES.resolve(source).toString())
                .toList();
        var arguments = new ArrayList<>(List.of(
                "-d",
                classes.toString(),
                "-sourcepath",
                SOURCES.toString(),
                "-classpath",
                System.getProperty("java.class.path")));
        arguments.addAll(sources);
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(status).isZero();
        return classes;
    }

    private static String text(File file) throws IOException {
        return Files.readString(file.toPath(), StandardCharsets.UTF_8);
    }
}
