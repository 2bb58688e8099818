package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service does not start with wrong settings. */
@Timeout(300)
class BadInputIT {

    @Test
    void portInUseEndsTheProcessWithStatusOne() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();
            assertRefused(WeirProcess.service().with("weir.listeners.echo.address=" + address))
                    .contains("weir.listeners.echo.address = " + address + ": Address already in use")
                    .contains("Stop the process that listens on " + address);
        }
    }

    @Test
    void unknownKeyEndsTheProcessWithStatusOne() throws Exception {
        assertRefused(WeirProcess.service().with("weir.listeners.echo.foo=bar"))
                .contains("weir.listeners.echo.foo is not a setting: bar")
                .contains("Below weir.listeners.echo there is: address, handler,");
    }

    @Test
    void directoryForTemporaryFilesThatCannotBeWritten(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("missing");
        assertRefused(WeirProcess.service().jvm("-Djava.io.tmpdir=" + missing))
                .contains("java.io.tmpdir = " + missing + " cannot be written to")
                .contains("--tmpfs /tmp for a container");
    }

    @Test
    @RequiresTool("setpriv")
    void portBelow1024TakesPrivileges(@TempDir Path directory) throws Exception {
        assumeTrue(firstUnprivilegedPort() > 7, "this machine lets everybody bind port 7");
        assertRefused(asNobody(directory, "127.0.0.1:7"))
                .contains("weir.listeners.echo.address = 127.0.0.1:7: Permission denied")
                .contains("A port below 1024 requires privileges: set weir.listeners.echo.address to a higher one");
    }

    @Test
    @RequiresTool("setpriv")
    void socketInADirectoryThatMayNotBeEntered(@TempDir Path directory) throws Exception {
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertRefused(asNobody(directory, "unix:" + closed.resolve("echo.sock")))
                .contains("weir.listeners.echo.address = unix:" + closed.resolve("echo.sock") + ": ")
                .contains("Let this process write to the socket's directory");
    }

    @Test
    @RequiresTool("setpriv")
    void socketInADirectoryThatMayNotBeWritten(@TempDir Path directory) throws Exception {
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assertRefused(asNobody(directory, "unix:" + closed.resolve("echo.sock")))
                .contains("weir.listeners.echo.address = unix:" + closed.resolve("echo.sock") + ": Permission denied")
                .contains("Let this process write to the socket's directory");
    }

    /** Drops root's privileges, which would open every port and directory. */
    private static WeirProcess.Setup asNobody(Path directory, String address) throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can become another user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return WeirProcess.service()
                .in(directory, Files.copy(WeirProcess.jar(), directory.resolve("weir.jar")))
                .under("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all")
                .listener("echo", "echo", "address=" + address);
    }

    /** A sysctl has to be read in one piece: a second read finds its end, and asking for its size finds 0. */
    private static int firstUnprivilegedPort() throws IOException {
        try (var sysctl = Files.newBufferedReader(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start"))) {
            return Integer.parseInt(sysctl.readLine());
        }
    }

    private static AbstractStringAssert<?> assertRefused(WeirProcess.Setup setup) throws Exception {
        try (var process = setup.launch()) {
            assertThat(process.awaitExit()).as(process.output()).isOne();
            return assertThat(process.output())
                    .contains("APPLICATION FAILED TO START")
                    .doesNotContain("\tat ");
        }
    }
}
