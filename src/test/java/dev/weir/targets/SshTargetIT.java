package dev.weir.targets;

import static dev.weir.targets.Commands.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.ServerProgram;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSH behind a listener: commands, and large files in both directions. */
@Timeout(300)
@RequiresTool({"sshd", "ssh", "scp", "ssh-keygen", "id"})
class SshTargetIT {

    private static final int SIZE = 64 * 1024 * 1024;

    @TempDir
    private static Path directory;

    private static ServerProgram sshd;
    private static RunningApplication weir;

    @BeforeAll
    static void start() throws Exception {
        if (run("id", "-u").equals("0")) {
            // Where sshd, as root, confines the process that has not authenticated its client; it must exist.
            Files.createDirectories(Path.of("/run/sshd"));
        }
        for (String key : List.of("host", "client")) {
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file(key));
        }
        Files.copy(directory.resolve("client.pub"), directory.resolve("authorized"));
        sshd = ServerProgram.start(
                directory.resolve("sshd_config"),
                1,
                SshTargetIT::configuration,
                absolute("sshd"), // It starts itself again for each connection.
                "-D",
                "-e",
                "-f",
                file("sshd_config"));
        weir = RunningApplication.application().forward("ssh", sshd.address()).start();
    }

    private static String configuration(List<Integer> ports) {
        return """
                ListenAddress 127.0.0.1
                Port %1$s
                HostKey %2$s/host
                AuthorizedKeysFile %2$s/authorized
                PidFile none
                PermitRootLogin yes
                StrictModes no
                UsePAM no
                Subsystem sftp internal-sftp
                """.formatted(ports.getFirst(), directory);
    }

    @AfterAll
    static void stop() {
        try (var _ = sshd;
                var _ = weir) {}
    }

    @Test
    void largeFilesArriveUnchangedInBothDirections() throws Exception {
        Path original = Commands.randomFile(directory.resolve("original"), SIZE);
        String target = System.getProperty("user.name") + "@127.0.0.1:";

        run(command("scp", "-P", file("original"), target + file("uploaded")));
        run(command("scp", "-P", target + file("uploaded"), file("downloaded")));

        assertThat(Files.mismatch(original, directory.resolve("uploaded"))).isEqualTo(-1);
        assertThat(Files.mismatch(original, directory.resolve("downloaded"))).isEqualTo(-1);
        ForwardCounts.awaitAgreement(weir::scrape, "ssh");
        assertThat(weir.statistics("ssh").bytesRead()).isGreaterThan(SIZE);
        assertThat(weir.statistics("ssh").bytesWritten()).isGreaterThan(SIZE);
    }

    @Test
    void commandsGetTheirInputAndTheirStatusComesBack() throws Exception {
        Path input = Commands.randomFile(directory.resolve("input"), 1_000_000);
        Path output = directory.resolve("output");
        ProcessBuilder cat = command("ssh", "-p", "127.0.0.1", "cat");
        Commands.runTo(output, cat.redirectInput(input.toFile()));
        assertThat(Files.mismatch(input, output)).isEqualTo(-1);
        assertThat(Commands.status(command("ssh", "-p", "127.0.0.1", "exit 7"))).isEqualTo(7);
        ForwardCounts.awaitAgreement(weir::scrape, "ssh");
    }

    /** @param portOption what the program calls the port */
    private static ProcessBuilder command(String program, String portOption, String... arguments) {
        var command = new ArrayList<>(List.of(
                program,
                "-F",
                "none",
                "-i",
                file("client"),
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=accept-new",
                "-o",
                "UserKnownHostsFile=" + file("known_hosts"),
                portOption,
                Integer.toString(weir.address("ssh").getPort())));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static String file(String name) {
        return directory.resolve(name).toString();
    }

    private static String absolute(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow()
                .toString();
    }
}
