package dev.weir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Patience;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Outside programs that run to their end, which building an image delays by minutes on a busy machine. */
final class Commands {

    private static final Duration DEADLINE = Duration.ofMinutes(15);

    /** What a program printed, to both outputs, and its exit status. */
    record Result(int status, String output) {}

    private Commands() {}

    /** Runs a program, and fails with its output unless it succeeds. */
    static String run(ProcessBuilder builder) throws IOException, InterruptedException {
        Result result = attempt(builder);
        assertThat(result.status())
                .as(() -> "status of " + String.join(" ", builder.command()) + ", which printed:\n" + result.output())
                .isZero();
        return result.output();
    }

    /** Runs a program that may fail. */
    static Result attempt(ProcessBuilder builder) throws IOException, InterruptedException {
        try (RunningProcess process = RunningProcess.start(builder)) {
            Patience.await().atMost(DEADLINE).until(() -> !process.isAlive());
            return new Result(process.awaitExit(), process.output());
        }
    }

    /** Removes a directory with files that only root's {@code rm} does not mind. */
    static void remove(Path directory) throws IOException {
        uninterrupted(() -> {
            String _ = run(new ProcessBuilder("rm", "-rf", "--one-file-system", directory.toString()));
        });
    }

    /** Commands that a resource is closed with. */
    interface Closing {
        void run() throws IOException, InterruptedException;
    }

    /** Turns an interrupt into an exception that {@code close} may throw. */
    static void uninterrupted(Closing closing) throws IOException {
        try {
            closing.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while closing", e);
        }
    }
}
