package dev.weir.handler;

import static dev.weir.handler.Forwards.FRONT;
import static dev.weir.handler.Forwards.targets;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.TargetStatistics;
import dev.weir.stream.TcpStream;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients and targets that end their connections in every way, at the same time: nothing stays open, and the counts add up. */
@Timeout(120)
class ForwardFaultsTests {

    private static final int CONNECTIONS = 300;
    private static final int AT_ONCE = 20;

    @RegisterExtension
    private final Forwards forwards = new Forwards();

    @Test
    void nothingStaysOpenHoweverBothSidesEnd() throws Exception {
        TargetServer first = forwards.target(ForwardFaultsTests::serve);
        TargetServer second = forwards.target(ForwardFaultsTests::serve);
        RunningApplication application = forwards.start(List.of(first, forwards.stopped(), second));
        try (var log = LogCapture.ofAll()) {
            var random = new Random(17);
            var places = new Semaphore(AT_ONCE);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                places.acquire();
                long seed = random.nextLong();
                clients.add(Thread.startVirtualThread(() -> {
                    try {
                        converse(application, new Random(seed));
                    } finally {
                        places.release();
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }

            ListenerStatistics statistics = application.statistics(FRONT);
            await().until(() -> statistics.accepted() == CONNECTIONS);
            application.awaitRest(FRONT);
            assertThat(targets(application))
                    .allSatisfy(target -> assertThat(target.active()).isZero());
            await().until(() -> first.open() + second.open() == 0);
            long accepted = (long) first.accepted() + second.accepted();
            assertThat(targets(application).stream()
                            .mapToLong(TargetStatistics::opened)
                            .sum())
                    .as("not those given up because the client left, which the target may have accepted")
                    .isBetween(accepted - CONNECTIONS / 10L, accepted);
            assertThat(statistics.closed(CloseCause.HANDLER_ERROR)).isZero();
            assertThat(statistics.closed(CloseCause.UPSTREAM_RESET)).isPositive();
            assertThat(statistics.closed(CloseCause.PEER_CLOSED)).isPositive();
            assertThat(log.warnings())
                    .filteredOn(event -> event.getLoggerName().startsWith("dev.weir.server"))
                    .isEmpty();
        }
    }

    /** The first byte says how the target behaves. */
    private static void serve(TcpStream stream) throws IOException {
        var first = new byte[1];
        if (stream.read(first) < 0) {
            return;
        }
        switch (first[0]) {
            case 'r' -> stream.reset("the test wants it");
            case 'c' -> stream.close();
            case 'w' -> stream.writeAll(new byte[100_000]);
            default -> {
                stream.writeAll(first);
                stream.transferTo(stream);
            }
        }
    }

    private static void converse(RunningApplication application, Random random) {
        try (Socket socket = application.connect(FRONT)) {
            var bytes = new byte[1 + random.nextInt(200_000)];
            bytes[0] = (byte) "rcwe".charAt(random.nextInt(4));
            OutputStream out = socket.getOutputStream();
            switch (random.nextInt(6)) {
                case 0 -> out.write(bytes);
                case 1 -> {
                    out.write(bytes);
                    socket.setSoLinger(true, 0);
                }
                case 2 -> {
                    out.write(bytes[0]);
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                }
                case 3 -> {
                    out.write(bytes[0]);
                    socket.getInputStream().read();
                }
                case 4 -> {
                    out.write(bytes[0]);
                    application.statistics(FRONT).live().stream()
                            .findAny()
                            .ifPresent(any ->
                                    application.listener(FRONT).end(any.info().id(), CloseCause.ADMIN));
                }
                default -> socket.shutdownOutput();
            }
        } catch (IOException _) {
            // The target's reset, or an end that another client has asked for.
        }
    }
}
