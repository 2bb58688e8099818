package dev.weir.engine;

import static dev.weir.testing.Patience.await;

import dev.weir.testing.Requirement;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A container engine of the tests' own, with its images and containers in a temporary directory. It needs root. Closing it removes
 * all of it. It leaves the machine's firewall alone, and has no network but the host's and those that are created.
 */
public final class Engine implements AutoCloseable {

    /** Debian's, which has BuildKit built in, if there is another one before it on the PATH. */
    private static final Path DEBIANS_CLIENT = Path.of("/usr/bin/docker");

    /** For what happens in containers: they get a small share of a busy machine. */
    public static final Duration DEADLINE = Duration.ofMinutes(5);

    private final Path directory;
    private final RunningProcess daemon;

    private Engine(Path directory, RunningProcess daemon) {
        this.directory = directory;
        this.daemon = daemon;
    }

    /** Starts an engine; skips the test where none can be started. */
    static Engine start() throws IOException, InterruptedException {
        // A short path: that of a Unix socket has 107 bytes at most.
        Path directory = Files.createTempDirectory(Path.of("/tmp"), "weir-engine");
        var daemon = RunningProcess.start(new ProcessBuilder(
                "dockerd",
                "--iptables=false",
                "--ip6tables=false",
                "--bridge=none",
                "--data-root=" + directory.resolve("data"),
                "--exec-root=" + directory.resolve("exec"),
                "--pidfile=" + directory.resolve("pid"),
                "--host=" + socket(directory)));
        var engine = new Engine(directory, daemon);
        try {
            await().atMost(DEADLINE).until(() -> !daemon.isAlive() || engine.isUp());
            Requirement.assume(daemon.isAlive(), "a container engine that starts: " + daemon.output());
            return engine;
        } catch (RuntimeException | Error e) {
            engine.close();
            throw e;
        }
    }

    private boolean isUp() throws IOException, InterruptedException {
        return Commands.attempt(builder("version")).status() == 0;
    }

    private static String socket(Path directory) {
        return "unix://" + directory.resolve("socket");
    }

    /** Runs {@code docker} with these arguments, and fails with its output unless it succeeds. */
    public String docker(String... arguments) throws IOException, InterruptedException {
        return Commands.run(builder(arguments));
    }

    /** Runs {@code docker} with these arguments, which may fail. */
    Commands.Result attempt(String... arguments) throws IOException, InterruptedException {
        return Commands.attempt(builder(arguments));
    }

    /** The command line of {@code docker} for this engine. */
    ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Files.isExecutable(DEBIANS_CLIENT) ? DEBIANS_CLIENT.toString() : "docker");
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(environment());
        return builder;
    }

    /** What makes a program such as {@code docker-compose} use this engine. */
    Map<String, String> environment() {
        // The classic builder unless told otherwise: it is everywhere, and takes the least.
        return Map.of("DOCKER_HOST", socket(directory), "DOCKER_BUILDKIT", "0");
    }

    /** Creates a container and starts it, and returns its id. The arguments are those of {@code docker run}. */
    public String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("run", "--detach", "--pull=never"));
        command.addAll(Arrays.asList(arguments));
        return docker(command.toArray(String[]::new)).lines().toList().getLast();
    }

    /** The value of a template, such as {@code {{.State.Status}}}, of a container or an image. */
    String inspect(String id, String template) throws IOException, InterruptedException {
        return docker("inspect", "--format", template, id);
    }

    /** Waits for the end of a container, and returns its exit status. */
    public int awaitExit(String id) throws IOException, InterruptedException {
        return Integer.parseInt(docker("wait", id));
    }

    @Override
    public void close() throws IOException {
        Commands.uninterrupted(() -> {
            try {
                if (isUp()) {
                    removeAll(List.of("ps", "--all", "--quiet"), List.of("rm", "--force", "--volumes"));
                    removeAll(List.of("network", "ls", "--quiet", "--filter=type=custom"), List.of("network", "rm"));
                }
            } finally {
                daemon.close();
                unmountAll();
            }
        });
        Commands.remove(directory);
    }

    /** An engine that has ended leaves the network namespace of the host mounted. */
    private void unmountAll() throws IOException, InterruptedException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ", -1)[1])
                .filter(mount -> mount.startsWith(directory + "/"))
                .toList();
        for (String mount : mounts.reversed()) {
            String _ = Commands.run(new ProcessBuilder("umount", mount));
        }
    }

    private void removeAll(List<String> listing, List<String> removing) throws IOException, InterruptedException {
        List<String> ids = docker(listing.toArray(String[]::new))
                .lines()
                .filter(id -> !id.isBlank())
                .toList();
        if (!ids.isEmpty()) {
            String _ = docker(Stream.concat(removing.stream(), ids.stream()).toArray(String[]::new));
        }
    }
}
