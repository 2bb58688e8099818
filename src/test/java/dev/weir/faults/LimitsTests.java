package dev.weir.faults;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.RejectReason;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LimitsTests {

    private static RunningApplication weir;

    @BeforeAll
    static void start() {
        weir = RunningApplication.listenersOnly()
                .with("weir.max-connections=8")
                .listener("two", "echo", "max-connections=2")
                .listener("client", "echo", "max-connections-per-client=1")
                .listener("rate", "echo", "accept-rate=3")
                .listener("some", "echo", "access.allow=127.0.0.0/28", "access.deny=127.0.0.2,127.0.0.9")
                .listener("any", "echo", "max-connections=0")
                .start();
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @Test
    void closesWhoeverIsOverTheListenersLimitAtOnce() throws IOException {
        try (Socket one = served("two", "127.0.0.1");
                Socket two = served("two", "127.0.0.1")) {
            assertRejected("two", "127.0.0.1", RejectReason.MAX_CONNECTIONS);
            Peers.echo(one, "still here");
            Peers.echo(two, "still here");
        }
        weir.awaitRest("two");
        try (Socket _ = served("two", "127.0.0.1")) {
            assertThat(weir.statistics("two").active()).isEqualTo(1);
        }
        weir.awaitRest("two");
    }

    @Test
    void closesWhoeverIsOverTheProcessesLimitWhicheverListenerItIs() throws IOException {
        List<Socket> eight = new ArrayList<>();
        try {
            for (int i = 0; i < 7; i++) {
                eight.add(served("any", "127.0.0.1"));
            }
            eight.add(served("two", "127.0.0.1"));
            assertRejected("any", "127.0.0.1", RejectReason.MAX_PROCESS);
            assertRejected("two", "127.0.0.1", RejectReason.MAX_PROCESS);
        } finally {
            for (Socket socket : eight) {
                socket.close();
            }
        }
        weir.awaitRest("any");
        weir.awaitRest("two");
    }

    @Test
    void oneClientsConnectionsLeaveRoomForTheOthers() throws IOException {
        try (Socket _ = served("client", "127.0.0.1");
                Socket _ = served("client", "127.0.0.2")) {
            assertRejected("client", "127.0.0.1", RejectReason.MAX_PER_CLIENT);
            assertRejected("client", "127.0.0.2", RejectReason.MAX_PER_CLIENT);
        }
        weir.awaitRest("client");
        try (Socket _ = served("client", "127.0.0.1")) {
            assertThat(weir.statistics("client").active()).isEqualTo(1);
        }
        weir.awaitRest("client");
    }

    @Test
    void servesNoMoreNewcomersThanTheRate() throws IOException {
        long start = System.nanoTime();
        int served = 0;
        for (int i = 0; i < 50; i++) {
            try (Socket socket = weir.connect("rate")) {
                served += isServed(socket) ? 1 : 0;
            }
        }
        long seconds = 1 + (System.nanoTime() - start) / 1_000_000_000;
        assertThat(served).isGreaterThanOrEqualTo(3).isLessThanOrEqualTo((int) (3 + 3 * seconds));
        assertThat(weir.statistics("rate").rejectedFor(RejectReason.RATE)).isEqualTo(50 - served);
        weir.awaitRest("rate");
        assertThat(weir.statistics("rate").accepted()).isEqualTo(served);
    }

    @Test
    void admitsWhomTheListsAdmitAndDenyWins() throws IOException {
        try (Socket _ = served("some", "127.0.0.1");
                Socket _ = served("some", "127.0.0.8")) {
            assertRejected("some", "127.0.0.2", RejectReason.DENIED);
            assertRejected("some", "127.0.0.9", RejectReason.DENIED);
            assertRejected("some", "127.0.0.16", RejectReason.DENIED);
        }
        weir.awaitRest("some");
    }

    private static Socket served(String listener, String from) throws IOException {
        for (int attempt = 0; ; attempt++) {
            // A permit that the test before has used comes back just after its stream has been counted as closed.
            Socket socket = weir.connect(listener, from);
            if (isServed(socket)) {
                return socket;
            }
            socket.close();
            assertThat(attempt).as("attempts to be admitted").isLessThan(100);
        }
    }

    private static boolean isServed(Socket socket) {
        try {
            Peers.echo(socket, "hello");
            return true;
        } catch (IOException | AssertionError _) {
            return false;
        }
    }

    /** It is closed, counted for its reason, and appears in no other figure. */
    private static void assertRejected(String listener, String from, RejectReason reason) throws IOException {
        var statistics = weir.statistics(listener);
        long rejected = statistics.rejected();
        long forReason = statistics.rejectedFor(reason);
        List<Number> others = others(listener);
        try (Socket socket = weir.connect(listener, from)) {
            assertThat(Peers.isEnded(socket)).isTrue();
        }
        await().untilAsserted(() -> assertThat(statistics.rejected()).isEqualTo(rejected + 1));
        assertThat(statistics.rejectedFor(reason)).isEqualTo(forReason + 1);
        assertThat(others(listener)).isEqualTo(others);
    }

    private static List<Number> others(String listener) {
        var statistics = weir.statistics(listener);
        return List.of(statistics.active(), statistics.accepted(), statistics.closed(), statistics.bytesRead());
    }
}
