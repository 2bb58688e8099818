package dev.weir.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The service's jar unpacked, with an AOT cache: a start takes less than half the processor time. */
final class UnpackedService {

    private static final Path DIRECTORY = make();
    private static final Path JAR = DIRECTORY.resolve("weir.jar");
    private static final Path CACHE = DIRECTORY.resolve("weir.aot");

    private UnpackedService() {}

    /** Options of {@code java}, and the jar. A JVM whose other options do not fit the cache starts without it. */
    static List<String> program() {
        return List.of("-XX:AOTCache=" + CACHE, "-jar", JAR.toString());
    }

    private static Path make() {
        try {
            // A cache fits one JDK.
            Path jdk = Path.of(System.getProperty("java.home"), "release");
            return MadeOnce.in("it-service", UnpackedService::unpack, WeirProcess.jar(), jdk);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void unpack(Path directory) throws IOException, InterruptedException {
        run(
                "-Djarmode=tools",
                "-jar",
                WeirProcess.jar().toString(),
                "extract",
                "--destination",
                directory.toString(),
                "--application-filename",
                "weir.jar");
        run(
                "-XX:AOTCacheOutput=" + directory.resolve("weir.aot"),
                "-Dspring.context.exit=onRefresh",
                "-jar",
                directory.resolve("weir.jar").toString(),
                "--server.port=0",
                "--weir.listeners.echo.address=127.0.0.1:0");
    }

    private static void run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(RunningProcess.java(), WeirProcess.ONE_COMPILER));
        command.addAll(List.of(options));
        try (RunningProcess process = RunningProcess.start(new ProcessBuilder(command))) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
        }
    }
}
