package dev.weir.targets;

import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Client programs that run to their end, and files for them to send. */
final class Commands {

    private Commands() {}

    /** Runs a program, and fails with its output unless it succeeds. */
    static String run(String... command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command));
    }

    static String run(ProcessBuilder builder) throws IOException, InterruptedException {
        try (RunningProcess process = RunningProcess.start(builder)) {
            assertThat(process.awaitExit())
                    .as("status of %s, which printed: %s", builder.command(), process.output())
                    .isZero();
            return process.output();
        }
    }

    /** Runs a program whose output is bytes. */
    static void runTo(Path output, ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.waitFor(PROCESS_DEADLINE))
                    .as("%s has ended", builder.command())
                    .isTrue();
            assertThat(process.exitValue())
                    .as("status of %s", builder.command())
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Returns the exit status of a program that may fail. */
    static int status(ProcessBuilder builder) throws IOException, InterruptedException {
        try (RunningProcess process = RunningProcess.start(builder)) {
            return process.awaitExit();
        }
    }

    /** Writes random bytes, which are the same every time. */
    static Path randomFile(Path file, int size) throws IOException {
        var random = new Random(size);
        byte[] chunk = new byte[64 * 1024];
        try (var out = Files.newOutputStream(file)) {
            for (int left = size; left > 0; left -= chunk.length) {
                random.nextBytes(chunk);
                out.write(chunk, 0, Math.min(left, chunk.length));
            }
        }
        return file;
    }
}
