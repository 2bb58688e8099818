package dev.weir.faults;

import static dev.weir.testing.Patience.DEADLINE;
import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.FreePorts;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More clients than there are descriptors, from the first millisecond on: as when all reconnect after a restart. */
@Timeout(180)
@RequiresTool("prlimit")
class FloodIT {

    private static final int DESCRIPTORS = 400;
    private static final int CLIENTS = 6;
    private static final int CONNECTIONS_EACH = 100;
    private static final int ROUNDS = 10;

    /** How the service is started: without a cache of its classes, which are loaded while descriptors run out. */
    enum Variant {
        /** With the limit of connections that the process derives. */
        DERIVED_LIMIT,
        /** Without a limit: descriptors really run out. */
        NO_LIMIT,
        /** The same, and each class is a file to be opened. */
        CLASSES_IN_A_DIRECTORY
    }

    @ParameterizedTest
    @EnumSource
    void itIsSurvivedByOldStreamsByTheManagementPortAndByThoseWhoComeAfterIt(Variant variant) throws Exception {
        int port = FreePorts.one();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var flooding = new AtomicBoolean(true);
        WeirProcess.Setup setup = WeirProcess.service()
                .fromJar()
                .descriptors(DESCRIPTORS)
                .jvm("-Xmx256m")
                .listener("flood", "echo", "address=127.0.0.1:" + port)
                .with("weir.access-log.enabled=false");
        if (variant != Variant.DERIVED_LIMIT) {
            setup.with("weir.max-connections=0");
        }
        if (variant == Variant.CLASSES_IN_A_DIRECTORY) {
            setup.fromClasses();
        }
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Integer>> floods = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                floods.add(clients.submit(() -> flood(address, flooding)));
            }
            try (WeirProcess service = setup.start();
                    Socket old = connectAndEcho(address)) {
                for (int round = 0; round < ROUNDS; round++) {
                    Peers.echo(old, "round " + round);
                    assertThat(liveness(service)).isEqualTo(200);
                    assertThat(service.scrape().sum("tcp_server_connections_active", "listener=\"flood\""))
                            .isPositive();
                }
                flooding.set(false);
                for (Future<Integer> flood : floods) {
                    assertThat(flood.get()).isPositive();
                }
                Peers.echo(old, "after");
                try (Socket late = connectAndEcho(address)) {
                    Peers.echo(late, "served");
                }
                await().until(() -> service.readiness() == 200);
                List<String> lines = service.process().output().lines().toList();
                assertThat(lines)
                        .noneMatch(
                                line -> line.contains("NoClassDefFoundError") || line.contains("handler echo failed"));
                assertThat(lines.stream().filter(line -> line.contains(" dev.weir.")))
                        .as("Tomcat says at length that it has no descriptor; Weir does not")
                        .hasSizeLessThan(30);
            } finally {
                flooding.set(false);
            }
        }
    }

    /** Opens connections until told to stop, from before there is anybody to accept them; returns how many there were. */
    private static int flood(InetSocketAddress address, AtomicBoolean flooding) throws IOException {
        int opened = 0;
        while (flooding.get()) {
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < CONNECTIONS_EACH && flooding.get(); i++) {
                    sockets.add(connect(address));
                    opened++;
                }
                converse(sockets);
            } catch (IOException _) {
                // Not there yet, or full.
                LockSupport.parkNanos(1_000_000);
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
        return opened;
    }

    private static void converse(List<Socket> sockets) {
        for (Socket socket : sockets) {
            try {
                socket.getOutputStream().write(1);
                socket.setSoTimeout(20);
                int _ = socket.getInputStream().read();
            } catch (IOException _) {
                // Rejected, or still waiting to be accepted.
            }
        }
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        try {
            socket.connect(address, DEADLINE_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** One that is served: in a flood others may be rejected before it, or stand before it in the backlog. */
    private static Socket connectAndEcho(InetSocketAddress address) throws Exception {
        long end = System.nanoTime() + 2 * DEADLINE.toNanos();
        while (System.nanoTime() - end < 0) {
            Socket socket = connect(address);
            try {
                socket.setSoTimeout(2_000);
                Peers.echo(socket, "hello");
                socket.setSoTimeout(DEADLINE_MILLIS);
                return socket;
            } catch (SocketTimeoutException | AssertionError | SocketException _) {
                socket.close();
            }
        }
        throw new AssertionError("nobody was served");
    }

    /** As a kubelet asks: over a connection of its own. */
    private static int liveness(WeirProcess service) throws IOException {
        var request = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + service.managementPort() + "/actuator/health/liveness")
                        .toURL()
                        .openConnection();
        request.setRequestProperty("Connection", "close");
        request.setConnectTimeout(10_000);
        request.setReadTimeout(10_000);
        try {
            return request.getResponseCode();
        } finally {
            request.disconnect();
        }
    }
}
