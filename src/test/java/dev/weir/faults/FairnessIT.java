package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.TargetServer;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service with one processor, whose clients keep it busy from morning to night. */
class FairnessIT {

    private static final int BUSY = 8;
    private static final int ROUNDS = 10;
    private static final int ASKING = 64;
    private static final int REQUESTS = 200;
    private static final ThreadFactory CLIENTS = Thread.ofPlatform().daemon().factory();

    private static TargetServer target;
    private static WeirProcess service;

    @BeforeAll
    static void start() throws Exception {
        target = TargetServer.echo();
        service = WeirProcess.service()
                .jvm("-Xmx256m", "-XX:ActiveProcessorCount=1")
                .listener("discard", "discard")
                .listener("chargen", "chargen")
                .onFreePorts("forward")
                .with("weir.listeners.forward.forward.to=" + target.target())
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        service.close();
        target.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"discard", "chargen"})
    void streamsThatNeverHaveToWaitKeepNobodyElseWaiting(String busy) throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (Socket early = service.connect("echo")) {
            Peers.echo(early, "before");
            for (int i = 0; i < BUSY; i++) {
                Socket client = service.connect(busy);
                clients.add(client);
                CLIENTS.newThread(() -> keepBusy(client, busy.equals("discard")))
                        .start();
            }
            for (int i = 0; i < ROUNDS; i++) {
                Peers.echo(early, "one that was here before");
                try (Socket newcomer = service.connect("echo")) {
                    Peers.echo(newcomer, "one that comes in the middle");
                }
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /**
     * The sockets to a target are the JDK's. A poller of Linux's calls that yields again and again while threads that the JDK's
     * poller has woken are queued elsewhere uses the processor up: a forwarded request takes more than ten times the CPU of an
     * echo, and otherwise less than four times.
     */
    @Test
    void threadsThatTheJdkHasWokenAreNotHiddenByThePoller() throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(ASKING, CLIENTS)) {
            long echoed = 0;
            long forwarded = 0;
            // Twice: the first time compiles.
            for (int i = 0; i < 2; i++) {
                echoed = cpuMillisOf(clients, "echo");
                forwarded = cpuMillisOf(clients, "forward");
            }
            assertThat(forwarded)
                    .as("ms of CPU of forwarded requests, of as many echoes %d", echoed)
                    .isLessThan(6 * echoed);
        }
    }

    private static long cpuMillisOf(ExecutorService clients, String listener) throws Exception {
        long before = cpuMillis();
        List<Future<?>> asking = new ArrayList<>();
        for (int i = 0; i < ASKING; i++) {
            asking.add(clients.submit(() -> {
                try (Socket client = service.connect(listener)) {
                    client.setTcpNoDelay(true);
                    for (int j = 0; j < REQUESTS; j++) {
                        Peers.echo(client, "request");
                    }
                    return null;
                }
            }));
        }
        for (Future<?> each : asking) {
            each.get();
        }
        return cpuMillis() - before;
    }

    private static long cpuMillis() {
        return ProcessHandle.of(service.process().pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElseThrow()
                .toMillis();
    }

    private static void keepBusy(Socket client, boolean sending) {
        var bytes = new byte[256 * 1024];
        try {
            while (true) {
                if (sending) {
                    client.getOutputStream().write(bytes);
                } else if (client.getInputStream().read(bytes) < 0) {
                    return;
                }
            }
        } catch (IOException _) {
            // The test is over.
        }
    }
}
