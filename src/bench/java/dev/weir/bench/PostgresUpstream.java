package dev.weir.bench;

import dev.weir.bench.load.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL with pgbench's tables in a temporary directory, asked by {@code pgbench -S}.
 *
 * <p>pgbench counts whole seconds, from before it connects. PostgreSQL refuses to run as root: it then runs as {@code postgres}.
 */
final class PostgresUpstream implements Upstream {

    private static final String PROGRAM = "postgres";
    private static final String USER = "postgres";
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PROCESSED = Pattern.compile("actually processed: (\\d+)");

    private final Run run;
    private final Path programs;
    private final Path directory;
    private final int port;
    private @Nullable Process server;

    private PostgresUpstream(Run run, Path programs, Path directory, int port) {
        this.run = run;
        this.programs = programs;
        this.directory = directory;
        this.port = port;
    }

    static Upstream start(Run run) throws IOException, InterruptedException {
        Path programs = programs();
        var upstream =
                new PostgresUpstream(run, programs, Files.createTempDirectory("weir-bench-postgres"), Ports.free());
        try {
            upstream.start();
        } catch (IOException e) {
            upstream.close();
            throw e;
        }
        return upstream;
    }

    /** Debian keeps the server's programs out of the path. */
    private static Path programs() throws IOException {
        var found = new ArrayList<Path>();
        Machine.program(PROGRAM).map(program -> Path.of(program).getParent()).ifPresent(found::add);
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.map(version -> version.resolve("bin"))
                        .sorted(Comparator.reverseOrder())
                        .forEach(found::add);
            }
        }
        return found.stream()
                .filter(path -> Stream.of(PROGRAM, "initdb", "pgbench")
                        .allMatch(program -> Files.isExecutable(path.resolve(program))))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no PostgreSQL with pgbench"));
    }

    private void start() throws IOException, InterruptedException {
        if (isRoot()) {
            Machine.requireProgram("setpriv");
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
        }
        Path data = directory.resolve("data");
        complete(asUser("initdb", "-D", data.toString(), "-U", USER, "-A", "trust", "--no-sync"));
        server = run.startProgram(
                PROGRAM,
                asUser(
                        PROGRAM,
                        "-D",
                        data.toString(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-k",
                        directory.toString(),
                        "-c",
                        "fsync=off"));
        Ports.await(port, server, PATIENCE);
        complete(pgbench(port, "-i", "-q"));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private List<String> asUser(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> pgbench(int to, String... arguments) {
        var command = new ArrayList<String>();
        command.add(programs.resolve("pgbench").toString());
        command.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(to), "-U", USER));
        command.addAll(List.of(arguments));
        command.add(USER);
        return command;
    }

    /** Runs a program to its end and returns its output. */
    private String complete(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("weir-bench", ".log");
        try {
            Process process = new ProcessBuilder(Pinning.command(run.pinning().generator(), command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            Children.add(process);
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Children.end(process);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            if (!ended || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + Text.lastLine(text));
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Passed drive(int proxy, Load load, Watch watch) throws IOException, InterruptedException {
        long seconds = Math.max(1, Math.round(load.window().toMillis() / 1e3));
        List<String> command =
                pgbench(proxy, "-S", "-n", "-c", Integer.toString(load.connections()), "-T", Long.toString(seconds));
        watch.begin();
        String output = complete(command);
        watch.end();
        Matcher processed = PROCESSED.matcher(output);
        if (!processed.find()) {
            throw new IOException(
                    "pgbench does not say how many transactions it has processed: " + Text.lastLine(output));
        }
        return new Passed(Long.parseLong(processed.group(1)), 0, TimeUnit.SECONDS.toNanos(seconds));
    }

    @Override
    public void close() {
        if (server != null) {
            Children.end(server);
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            run.leaveOut("deleting " + directory + ": " + e.getMessage());
        }
    }
}
