package dev.weir.bench;

import dev.weir.bench.load.Command;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all works of one benchmark share: its options, its generator, its results. */
final class Run implements Closeable {

    private static final long SPARE_DESCRIPTORS = 200;

    private final Options options;
    private final Path logs;
    private final Samples samples = new Samples();
    private final Set<String> leftOut = new LinkedHashSet<>();
    private final Set<String> failed = new HashSet<>();
    private Pinning pinning;
    private @Nullable Generator generator;
    private @Nullable Proxies proxies;

    Run(Options options, Pinning pinning, Path logs) {
        this.options = options;
        this.pinning = pinning;
        this.logs = logs;
    }

    Options options() {
        return options;
    }

    Pinning pinning() {
        return pinning;
    }

    /** Servers and the generator that are started from now on have these cores. */
    void pin(Pinning other) throws InterruptedException {
        closeProxies();
        closeGenerator();
        pinning = other;
        try {
            other.applyToSelf();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Samples samples() {
        return samples;
    }

    List<String> leftOut() {
        return new ArrayList<>(leftOut);
    }

    /** As many as asked for, or as descriptors allow. */
    int idleConnections() {
        return Math.min(options.idle(), affordableConnections());
    }

    /** The same through a proxy, which has two descriptors for each. */
    int idlePairs() {
        return Math.min(options.idle(), affordableConnections() / 2);
    }

    /** Both the server and the generator have a descriptor for each connection, and need some for themselves. */
    int affordableConnections() {
        return Math.clamp(Machine.descriptors() - SPARE_DESCRIPTORS, 1, Integer.MAX_VALUE);
    }

    /** @param target the port to forward to, 0 if the protocol is another one */
    Server start(Contender contender, Protocol protocol, int target) throws IOException, InterruptedException {
        return Server.start(contender.withJvmFlags(options.jvmFlags()), protocol, target, pinning.server(), logs);
    }

    /** Has the generator do it; one that could not is replaced. */
    Command generate(Command command, Duration limit) throws IOException, InterruptedException {
        if (generator == null) {
            generator = Generator.start(pinning, logs);
        }
        try {
            return generator.run(command, limit);
        } catch (IOException e) {
            closeGenerator();
            throw e;
        }
    }

    /** Starts a program on the generator's cores. */
    Process startProgram(String name, List<String> command) throws IOException {
        Process process = new ProcessBuilder(Pinning.command(pinning.generator(), command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        logs.resolve(name + ".log").toFile()))
                .start();
        Children.add(process);
        return process;
    }

    /** Returns the proxies in front of an upstream. They go on from one work to the next while these have the same upstream. */
    Proxies proxies(UpstreamKind kind, Work work, List<Contender> contenders) throws IOException, InterruptedException {
        Proxies current = proxies;
        if (current == null || current.kind() != kind) {
            closeProxies();
            current = Proxies.start(kind, this, work, contenders);
            proxies = current;
        }
        return current;
    }

    private void closeProxies() {
        if (proxies != null) {
            proxies.close();
            proxies = null;
        }
    }

    private void closeGenerator() {
        if (generator != null) {
            generator.close();
            generator = null;
        }
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    void leaveOut(Work work, String server, String reason) {
        failed.add(work.name() + ":" + server);
        leaveOut(work.name() + ": " + server + ": " + reason);
    }

    /** Whether there is no use in trying again. */
    boolean isLeftOut(Work work, String server) {
        return failed.contains(work.name() + ":" + server);
    }

    void leaveOut(String what) {
        if (leftOut.add(what)) {
            System.out.println("left out: " + what);
        }
    }

    @Override
    public void close() {
        closeProxies();
        closeGenerator();
    }
}
