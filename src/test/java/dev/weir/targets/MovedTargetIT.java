package dev.weir.targets;

import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.Requirement;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.TargetServer;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A target whose name gets another address. The packaged service has a hosts file of its own, in a mount namespace. */
@Timeout(180)
@RequiresTool({"unshare", "mount", "bash"})
class MovedTargetIT {

    @TempDir
    private Path directory;

    private Path hosts;

    @Test
    void newConnectionsFollowTheNameAndOldOnesStay() throws Exception {
        Requirement.assume(mayMount(), "the right to create mount namespaces");
        hosts = directory.resolve("hosts");
        try (TargetServer before = TargetServer.start("127.0.0.2:0", socket -> socket, named('a'));
                TargetServer _ =
                        TargetServer.start("127.0.0.3:" + before.address().getPort(), socket -> socket, named('b'))) {
            pointTo("127.0.0.2");
            String target = "target.example:" + before.address().getPort();
            try (WeirProcess service = WeirProcess.service()
                            .under("unshare", "--mount", "bash", "-c", "mount --bind $0 /etc/hosts && exec \"$@\"")
                            .under(hosts.toString())
                            .onFreePorts("interval", "failure")
                            .with(
                                    "weir.listeners.interval.forward.to=" + target,
                                    "weir.listeners.interval.forward.resolve-interval=1s",
                                    "weir.listeners.failure.forward.to=" + target,
                                    "weir.listeners.failure.forward.resolve-interval=1h",
                                    "weir.listeners.failure.forward.health.interval=0s")
                            .start();
                    Socket old = service.connect("interval")) {
                assertThat(old.getInputStream().read()).isEqualTo('a');
                assertThat(answer(service, "failure")).isEqualTo('a');

                pointTo("127.0.0.3");

                await().untilAsserted(
                                () -> assertThat(answer(service, "interval")).isEqualTo('b'));
                old.getOutputStream().write('x');
                assertThat(old.getInputStream().read())
                        .as("on the old connection")
                        .isEqualTo('x');
                assertThat(answer(service, "failure"))
                        .as("the old server, which still answers")
                        .isEqualTo('a');

                before.stop();

                await().untilAsserted(
                                () -> assertThat(answer(service, "failure")).isEqualTo('b'));
                assertThat(service.body("tcplisteners/failure")).contains("\"address\":\"" + target + "\"");
            }
        }
    }

    private static boolean mayMount() throws Exception {
        try (RunningProcess process = RunningProcess.start(new ProcessBuilder("unshare", "--mount", "true"))) {
            return process.awaitExit() == 0;
        }
    }

    /** Writes to the same file: the mount is of the file, not of its name. */
    private void pointTo(String address) throws IOException {
        Files.writeString(hosts, "127.0.0.1 localhost\n" + address + " target.example\n", US_ASCII);
    }

    /** Tells which server it is, then echoes. */
    private static TcpStreamHandler named(char name) {
        return stream -> {
            stream.writeAll(new byte[] {(byte) name});
            stream.transferTo(stream);
        };
    }

    /** Returns the first byte that a new connection gets; -1 if there is none. */
    private static int answer(WeirProcess service, String listener) throws IOException, InterruptedException {
        try (Socket client = service.connect(listener)) {
            return client.getInputStream().read();
        }
    }
}
