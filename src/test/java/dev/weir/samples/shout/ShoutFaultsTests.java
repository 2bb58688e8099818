package dev.weir.samples.shout;

import static dev.weir.test.WeirAssertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.server.StreamListeners;
import dev.weir.test.Faults;
import dev.weir.test.TcpTestClients;
import dev.weir.test.WeirTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A listener whose connections have faults, in memory. */
@TestPropertySource(properties = {ShoutTest.SETTINGS, "weir.listeners.shout.timeout.write=100ms"})
@WeirTest(listeners = "shout")
class ShoutFaultsTests {

    @Autowired
    private TcpTestClients clients;

    @Autowired
    private StreamListeners listeners;

    @Test
    void aLineMayComeByteByByte() {
        clients.connect("shout", Faults.none().segments(1)).send("hello\n").receivesLine("HELLO");
    }

    @Test
    void aClientThatDoesNotReadIsDisconnected() {
        Faults stalled = Faults.none().writing(Faults.none().stallAfter(3));
        clients.connect("shout", stalled).send("hello\n").receives("HEL").thenEnds();
        assertThat(listeners.find("shout")).hasClosed(CloseCause.WRITE_TIMEOUT, 1);
    }

    @Test
    void aLateLineIsStillALine() {
        clients.connect("shout", Faults.none().latency(Duration.ofMillis(20)))
                .send("hello\n")
                .receivesLine("HELLO");
    }

    @Test
    void aConnectionMayBeReset() {
        clients.connect("shout", Faults.none().resetAfter(3)).send("hello\n").thenIsReset();
        assertThat(listeners.find("shout")).hasClosed(CloseCause.PEER_RESET, 1);
    }
}
