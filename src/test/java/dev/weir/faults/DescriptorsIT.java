package dev.weir.faults;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.Scrape;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A service that may have so many descriptors and no more, and that is stopped and continued. */
@RequiresTool({"prlimit", "kill"})
class DescriptorsIT {

    private static final int DESCRIPTORS = 300;
    private static final String[] FD_LIMIT = {"listener=\"echo\"", "reason=\"fd_limit\""};

    private static WeirProcess service;

    @BeforeAll
    static void start() throws Exception {
        service = WeirProcess.service()
                .fromJar()
                .descriptors(DESCRIPTORS)
                .jvm("-Xmx256m")
                .listener("brief", "echo", "timeout.idle=4s")
                .with("weir.max-connections=0", "weir.access-log.enabled=false")
                .start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void outOfDescriptorsOpenStreamsGoOnAndTheRestRecoversByItself() throws Exception {
        for (int round = 0; round < 2; round++) {
            List<Socket> clients = new ArrayList<>();
            try (Socket early = service.connect("echo")) {
                Peers.echo(early, "before");
                await().until(() -> service.readiness() == 200);
                long errors = service.scrape().sum("tcp_server_accept_errors_total", FD_LIMIT);
                for (int i = 0; i < DESCRIPTORS; i++) {
                    clients.add(service.connect("echo"));
                }
                await().untilAsserted(() -> assertThat(service.scrape().sum("tcp_server_accept_paused", FD_LIMIT))
                        .isEqualTo(1));
                Scrape scrape = service.scrape();
                assertThat(scrape.sum("tcp_server_accept_errors_total", FD_LIMIT))
                        .isGreaterThan(errors);
                assertThat(service.readiness()).isEqualTo(503);
                assertThat(service.get("health").body()).contains("fd_limit").contains("OUT_OF_SERVICE");
                Peers.echo(early, "open streams go on");

                close(clients.subList(0, DESCRIPTORS / 2));
                for (Socket waiting : clients.subList(DESCRIPTORS / 2, DESCRIPTORS)) {
                    Peers.echo(waiting, "whoever waited is served");
                }
                await().until(() -> service.readiness() == 200);
                assertThat(service.scrape().sum("tcp_server_accept_paused", FD_LIMIT))
                        .isZero();
                Peers.echo(early, "after");
                try (Socket late = service.connect("echo")) {
                    Peers.echo(late, "newcomers are served");
                }
            } finally {
                close(clients);
            }
            awaitRest("echo");
        }
        assertThat(service.process().output().lines().filter(line -> line.contains("dev.weir.server.AcceptLoop")))
                .as("lines about it")
                .hasSizeBetween(1, 10)
                .allMatch(line -> line.contains(" WARN "));
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static void awaitRest(String listener) {
        String label = "listener=\"" + listener + "\"";
        await().untilAsserted(() -> assertThat(service.scrape().sum("tcp_server_connections_active", label))
                .isZero());
    }

    @Test
    void aProcessThatWasStoppedForAWhileBlamesNobodyForIt() throws Exception {
        try (Socket talking = service.connect("brief");
                Socket silent = service.connect("brief")) {
            Peers.echo(talking, "before");
            Peers.echo(silent, "before");
            long pid = service.process().pid();
            service.process().signal("STOP");
            await().pollDelay(Duration.ofSeconds(8)).until(() -> state(pid).equals("T"));
            service.process().signal("CONT");
            // It has been silent for twice its time, but nobody could have heard it.
            await().pollDelay(Duration.ofSeconds(1)).until(() -> !state(pid).equals("T"));
            Peers.echo(talking, "after");
            assertThat(silent.getInputStream().read())
                    .as("silence is noticed again")
                    .isEqualTo(-1);
            Peers.echo(talking, "much later");
        }
        awaitRest("brief");
        String[] idle = {"listener=\"brief\"", "cause=\"idle_timeout\""};
        assertThat(service.scrape().sum("tcp_server_connections_closed_total", idle))
                .isEqualTo(1);
    }

    /** One letter, from proc(5). */
    private static String state(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }
}
