package dev.weir.faults;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RequiresTool;
import dev.weir.testing.Scrape;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import org.junit.jupiter.api.Test;

/** SIGTERM in the middle of everything. */
@RequiresTool("kill")
class TerminationIT {

    private static final int IDLE = 3000;
    private static final int TALKING = 10;
    private static final int DEAF = 3;
    private static final int SIGTERM = 143;
    private static final String CHARGEN = "listener=\"chargen\"";

    @Test
    void endsWhatIsIdleAnswersWhatIsAskedAndForcesTheRest() throws Exception {
        try (WeirProcess service = WeirProcess.service()
                        .fromJar()
                        .jvm("-Xmx256m")
                        .with(
                                "weir.shutdown.delay=3s",
                                "weir.shutdown.idle=200ms",
                                "weir.shutdown.grace-period=10s",
                                "weir.access-log.enabled=false")
                        .listener("chargen", "chargen", "timeout.write=0")
                        .start();
                ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Socket> idle = new ArrayList<>();
            List<Socket> deaf = new ArrayList<>();
            for (int i = 0; i < IDLE; i++) {
                idle.add(service.connect("echo"));
            }
            for (int i = 0; i < DEAF; i++) {
                deaf.add(service.connect("chargen"));
            }
            var answered = new AtomicInteger();
            List<Future<Void>> conversations = new ArrayList<>();
            for (int i = 0; i < TALKING; i++) {
                conversations.add(threads.submit(converse(service.connect("echo"), new Random(i), answered)));
            }
            await().until(() -> answered.get() > 200);
            await().until(() -> active(service.scrape(), "echo") == IDLE + TALKING);
            var flooding = new AtomicBoolean(true);
            Future<Integer> flood = threads.submit(() -> flood(service.address("echo"), flooding));
            var watching = new Watching(service);
            Future<?> watch = threads.submit(watching);

            service.process().terminate();
            await().until(() -> watching.readiness == 503);
            try (Socket late = service.connect("echo")) {
                Peers.echo(late, "the delay is there for those who do not know yet");
            }
            for (Socket socket : idle) {
                assertThat(socket.getInputStream().read())
                        .as("end of stream, no reset")
                        .isEqualTo(-1);
                socket.close();
            }
            for (Future<Void> conversation : conversations) {
                conversation.get(60, TimeUnit.SECONDS);
            }
            assertThat(service.process().awaitExit()).isEqualTo(SIGTERM);
            flooding.set(false);
            assertThat(flood.get(60, TimeUnit.SECONDS)).isPositive();
            watch.get(60, TimeUnit.SECONDS);
            for (Socket socket : deaf) {
                socket.close();
            }

            MatchResult line = service.process().await("TCP listeners stopped: (\\d+) streams drained, (\\d+) forced");
            assertThat(Integer.parseInt(line.group(1))).isGreaterThanOrEqualTo(IDLE + TALKING);
            assertThat(Integer.parseInt(line.group(2))).isEqualTo(DEAF);
            assertThat(service.process().output()).doesNotContain(" ERROR ").doesNotContain(" WARN ");
            assertThat(watching.drainedSteps).as("steps of progress seen").isGreaterThan(5);
            assertThat(watching.drainSeen).as("the drain was to be seen").isTrue();
        }
    }

    /** Asks and compares, and now and then thinks, until the server has had enough; no answer may be cut. */
    private static Callable<Void> converse(Socket socket, Random random, AtomicInteger answered) {
        return () -> {
            try (socket) {
                while (true) {
                    byte[] question = new byte[1 + random.nextInt(200)];
                    random.nextBytes(question);
                    byte[] answer;
                    try {
                        socket.getOutputStream().write(question);
                        answer = socket.getInputStream().readNBytes(question.length);
                    } catch (SocketException _) {
                        return null;
                    }
                    if (answer.length == 0) {
                        return null;
                    }
                    assertThat(answer).isEqualTo(question);
                    if (answered.incrementAndGet() % 50 == 0 && isEndedWithin(socket, 600)) {
                        return null;
                    }
                }
            }
        };
    }

    private static boolean isEndedWithin(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            return true;
        } catch (SocketTimeoutException _) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            return false;
        }
    }

    /** Comes and goes as fast as it can; how often it was refused. */
    private static int flood(InetSocketAddress address, AtomicBoolean going) {
        int refused = 0;
        while (going.get()) {
            try (var socket = new Socket()) {
                socket.connect(address, 1000);
            } catch (IOException _) {
                refused++;
                Thread.onSpinWait();
            }
        }
        return refused;
    }

    private static long active(Scrape scrape, String listener) {
        return scrape.sum("tcp_server_connections_active", "listener=\"" + listener + "\"");
    }

    /** Watches from outside, as an operator does, until nobody answers any more. */
    private static final class Watching implements Runnable {

        private final WeirProcess service;
        private volatile int readiness;
        private int drainedSteps;
        private boolean drainSeen;

        Watching(WeirProcess service) {
            this.service = service;
        }

        @Override
        public void run() {
            long drained = 0;
            try {
                while (service.process().isAlive()) {
                    readiness = service.readiness();
                    Scrape scrape = service.scrape();
                    drainSeen |= scrape.sum("tcp_server_accept_paused", CHARGEN, "reason=\"drain\"") == 1
                            && scrape.sum("tcp_server_listener_up", CHARGEN) == 0;
                    long now = scrape.sum("tcp_server_drained_total", "listener=\"echo\"");
                    drainedSteps += now > drained ? 1 : 0;
                    drained = now;
                }
            } catch (IOException _) {
                // The process has ended.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
