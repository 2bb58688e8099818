package dev.weir.bench;

import dev.weir.bench.load.CpuClock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A contender at work, in a process of its own that ends with {@link #close()}. */
final class Server implements Closeable {

    private static final long READY_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long POLL_MILLIS = 2;

    private final Contender contender;
    private final Process process;
    private final int port;
    private final int managementPort;
    private final double readyMillis;

    private Server(Contender contender, Process process, int port, int managementPort, double readyMillis) {
        this.contender = contender;
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.readyMillis = readyMillis;
    }

    /** Returns once it accepts connections, which it forwards to the target if that is its protocol. @throws IOException if it does not, with the last it has said */
    static Server start(Contender contender, Protocol protocol, int target, @Nullable String cores, Path logs)
            throws IOException, InterruptedException {
        int port = Ports.free();
        int managementPort = contender.hasManagement() ? Ports.free() : 0;
        List<String> command = contender.commands().get(protocol).stream()
                .map(word -> word.replace("{port}", Integer.toString(port))
                        .replace("{management}", Integer.toString(managementPort))
                        .replace("{target}", Integer.toString(target)))
                .toList();
        Path log = Files.createDirectories(logs).resolve(contender.name() + ".log");
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(Pinning.command(cores, command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Children.add(process);
        while (!Ports.accepts(port)) {
            if (!process.isAlive() || System.nanoTime() - begin > READY_NANOS) {
                Children.end(process);
                throw new IOException("does not start: " + Text.lastLine(Files.readString(log)));
            }
            Thread.sleep(POLL_MILLIS);
        }
        return new Server(contender, process, port, managementPort, (System.nanoTime() - begin) / 1e6);
    }

    Contender contender() {
        return contender;
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    int managementPort() {
        return managementPort;
    }

    /** From the start of the process to the first connection. */
    double readyMillis() {
        return readyMillis;
    }

    long cpuNanos() {
        return CpuClock.nanos(pid());
    }

    /** Bytes of memory that are its own at the moment; 0 where /proc is not there to tell. */
    long rss() throws IOException {
        Path status = Path.of("/proc", Long.toString(pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    @Override
    public void close() {
        Children.end(process);
    }
}
