package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.stream.TcpStream;
import dev.weir.testing.Patience;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Handlers that compute, in an application that has as few carriers as its load needs, and begins with one. */
@Timeout(120)
class ComputingHandlersTests {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int BURST = 300;
    private static final AtomicInteger computing = new AtomicInteger();

    private static volatile boolean over;
    private static RunningApplication weir;

    private final List<Socket> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        weir = RunningApplication.listenersOnly()
                .with("weir.carriers.adaptive=true")
                .listener("echo", "echo")
                .listener("compute", ComputingHandlersTests::compute)
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    /** Neither reads nor writes, nor yields, until the test ends. */
    private static void compute(TcpStream stream) {
        computing.incrementAndGet();
        while (!over) {
            Thread.onSpinWait();
        }
        computing.decrementAndGet();
    }

    @BeforeEach
    void severalProcessors() {
        assumeTrue(PROCESSORS > 1, "with one processor others wait for a handler that computes");
        over = false;
    }

    @AfterEach
    void disconnect() throws IOException {
        over = true;
        for (Socket client : clients) {
            client.close();
        }
        Patience.await().until(() -> computing.get() == 0);
    }

    private Socket connect(String listener) throws IOException {
        Socket client = weir.connect(listener);
        clients.add(client);
        return client;
    }

    @RepeatedTest(5)
    void keepNobodyElseWaitingWhileAProcessorIsLeft() throws Exception {
        Socket early = connect("echo");
        Peers.echo(early, "before");
        for (int i = 1; i < PROCESSORS; i++) {
            connect("compute");
        }
        Patience.await().until(() -> computing.get() == PROCESSORS - 1);
        for (int i = 0; i < 10; i++) {
            Peers.echo(early, "one that was here before");
            Peers.echo(connect("echo"), "one that comes in the middle");
        }
    }

    @Test
    void allRunAtOnceIfThereAreAsManyAsProcessors() throws Exception {
        for (int i = 0; i < PROCESSORS; i++) {
            connect("compute");
        }
        Patience.await().until(() -> computing.get() == PROCESSORS);
        Socket waiting = connect("echo");
        over = true;
        Peers.echo(waiting, "one that had to wait");
    }

    @Test
    void aBurstBesideOneThatComputesIsAnswered() throws Exception {
        connect("compute");
        Patience.await().until(() -> computing.get() == 1);
        List<Socket> burst = new ArrayList<>();
        for (int i = 0; i < BURST; i++) {
            Socket client = connect("echo");
            client.getOutputStream().write(i % 100);
            burst.add(client);
        }
        for (int i = 0; i < BURST; i++) {
            assertThat(burst.get(i).getInputStream().read()).isEqualTo(i % 100);
        }
    }
}
