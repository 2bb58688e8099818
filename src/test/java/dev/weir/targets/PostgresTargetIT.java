package dev.weir.targets;

import static dev.weir.targets.Commands.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Requirement;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.ServerProgram;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL behind a plain listener: large results, COPY both ways, a benchmark, and TLS from psql to the server. */
@Timeout(300)
@RequiresTool({"psql", "pgbench", "id", "setpriv", "chown", "chmod", "md5sum"})
class PostgresTargetIT {

    private static final int ROWS = 200_000;

    @TempDir
    private static Path directory;

    private static ServerProgram postgres;
    private static RunningApplication weir;

    @BeforeAll
    static void start() throws Exception {
        Path programs = programs();
        Path data = directory.resolve("data");
        Files.createDirectory(data);
        TestCertificates.of("localhost").writeTo(directory.resolve("server.crt"), directory.resolve("server.key"));
        run("chmod", "600", directory.resolve("server.key").toString());
        if (isRoot()) {
            run("chown", "-R", "nobody", directory.toString());
        }
        run(asUser(
                programs.resolve("initdb"),
                "-D",
                data.toString(),
                "-U",
                "weir",
                "-A",
                "trust",
                "--no-sync",
                "--no-locale"));
        postgres = ServerProgram.start(
                data.resolve("postgresql.conf"),
                1,
                PostgresTargetIT::configuration,
                asUser(programs.resolve("postgres"), "-D", data.toString()));
        postgres.process().await("ready to accept connections");
        weir = RunningApplication.application()
                .forward("postgres", postgres.address())
                .start();
    }

    /** The newest version's programs, which Debian has off the PATH. */
    private static Path programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        Requirement.assume(Files.exists(versions), versions.toString());
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparingDouble(bin -> Double.parseDouble(
                            bin.getName(bin.getNameCount() - 2).toString())))
                    .orElseThrow();
        }
    }

    private static String configuration(List<Integer> ports) {
        return """
                listen_addresses = '127.0.0.1'
                port = %1$s
                unix_socket_directories = ''
                fsync = off
                ssl = on
                ssl_cert_file = '%2$s/server.crt'
                ssl_key_file = '%2$s/server.key'
                """.formatted(ports.getFirst(), directory);
    }

    /** The server refuses to run as root. */
    private static String[] asUser(Path program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private static boolean isRoot() throws Exception {
        return run("id", "-u").equals("0");
    }

    @AfterAll
    static void stop() {
        try (var _ = postgres;
                var _ = weir) {}
    }

    @Test
    void aLargeResultArrivesWhole() throws Exception {
        String line = "g || '|' || repeat(md5(g::text), 3)";
        String rows = " from generate_series(1, " + ROWS + ") g";
        Path result = directory.resolve("result");
        Commands.runTo(result, psql("-c", "select " + line + rows));
        assertThat(Files.size(result)).isGreaterThan(ROWS * 96L);
        assertThat(run("md5sum", result.toString()))
                .startsWith(
                        run(psql("-c", "select md5(string_agg(" + line + ", e'\\n' order by g) || e'\\n')" + rows)));
        ForwardCounts.awaitAgreement(weir::scrape, "postgres");
    }

    @Test
    void whatIsCopiedInIsCopiedOut() throws Exception {
        Path in = directory.resolve("in");
        Path out = directory.resolve("out");
        try (Writer rows = Files.newBufferedWriter(in)) {
            for (int i = 0; i < ROWS; i++) {
                rows.write(i + "\tthe row with the number " + i + "\n");
            }
        }
        run(psql("-c", "create table copied (id int primary key, line text)"));
        assertThat(run(psql("-c", "\\copy copied from '" + in + "'"))).isEqualTo("COPY " + ROWS);
        assertThat(run(psql("-c", "\\copy (select * from copied order by id) to '" + out + "'")))
                .isEqualTo("COPY " + ROWS);
        assertThat(Files.mismatch(in, out)).isEqualTo(-1);
        ForwardCounts.awaitAgreement(weir::scrape, "postgres");
    }

    @Test
    void benchmarksCompleteEveryTransaction() throws Exception {
        run(client("pgbench", "-i", "-q", "postgres"));
        assertThat(run(client("pgbench", "-S", "-c", "8", "-j", "2", "-t", "500", "postgres")))
                .contains("number of transactions actually processed: 4000/4000");
        ForwardCounts.awaitAgreement(weir::scrape, "postgres");
    }

    @Test
    void tlsGoesThroughFromTheClientToTheServer() throws Exception {
        ProcessBuilder psql = psql("-c", "select ssl from pg_stat_ssl where pid = pg_backend_pid()");
        Map<String, String> environment = psql.environment();
        environment.put("PGHOST", "localhost");
        environment.put("PGHOSTADDR", "127.0.0.1");
        environment.put("PGSSLMODE", "verify-full");
        environment.put("PGSSLROOTCERT", directory.resolve("server.crt").toString());
        assertThat(run(psql)).isEqualTo("t");
    }

    private static ProcessBuilder psql(String... arguments) {
        var all = new ArrayList<>(List.of("--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-At"));
        all.addAll(List.of(arguments));
        return client("psql", all.toArray(String[]::new));
    }

    private static ProcessBuilder client(String program, String... arguments) {
        var command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "PGHOST", "127.0.0.1",
                        "PGPORT", Integer.toString(weir.address("postgres").getPort()),
                        "PGUSER", "weir",
                        "PGDATABASE", "postgres",
                        "PGSSLMODE", "disable"));
        return builder;
    }
}
