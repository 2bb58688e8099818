package dev.weir.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which cores are the server's and which the generator's.
 *
 * @param server a list as taskset(1) takes it; {@code null} leaves it to the scheduler
 * @param generator the same for the generator, and for the benchmark itself
 * @param generatorThreads as many as the generator has cores
 */
record Pinning(@Nullable String server, @Nullable String generator, int generatorThreads) {

    private static final int MAX_THREADS = 4;

    static Pinning none() {
        return new Pinning(null, null, Math.clamp(Machine.cores() / 2, 1, MAX_THREADS));
    }

    /** The server has the first core, the generator the next ones. */
    static Pinning apart() {
        int threads = Math.clamp(Machine.cores() - 1, 1, MAX_THREADS);
        return new Pinning("0", range(1, threads), threads);
    }

    /** Both may use every core: of a benchmark that was pinned, since programs inherit their cores. */
    static Pinning everywhere() {
        String all = "0-" + (Machine.cores() - 1);
        return new Pinning(all, all, none().generatorThreads());
    }

    /** As many cores for the server as for the generator. */
    static Pinning halves() {
        int each = none().generatorThreads();
        return new Pinning(range(0, each), range(each, each), each);
    }

    private static String range(int first, int count) {
        return count == 1 ? Integer.toString(first) : first + "-" + (first + count - 1);
    }

    boolean isOn() {
        return server != null;
    }

    static List<String> command(@Nullable String cores, List<String> command) {
        if (cores == null) {
            return command;
        }
        var pinned = new ArrayList<>(List.of("taskset", "-c", cores));
        pinned.addAll(command);
        return pinned;
    }

    /** Leaves this process the generator's cores only. */
    void applyToSelf() throws IOException, InterruptedException {
        if (generator != null) {
            String self = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("taskset", "-a", "-p", "-c", generator, self)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectErrorStream(true)
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        }
    }

    @Override
    public String toString() {
        return isOn() ? "server on core " + server + ", generator on core " + generator : "not pinned";
    }
}
