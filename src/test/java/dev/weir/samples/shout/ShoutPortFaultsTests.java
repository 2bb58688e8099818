package dev.weir.samples.shout;

import static dev.weir.test.WeirAssertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.server.StreamListeners;
import dev.weir.test.Faults;
import dev.weir.test.TcpTestClient;
import dev.weir.test.TcpTestClients;
import dev.weir.test.TestTransport;
import dev.weir.test.WeirTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** A listener whose connections have faults, on a port; others beside them have none. */
@TestPropertySource(properties = {ShoutTest.SETTINGS, "weir.listeners.shout.timeout.write=100ms"})
@WeirTest(listeners = "shout", transport = TestTransport.PORT)
class ShoutPortFaultsTests {

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
    void eachConnectionHasItsOwnFaults() {
        try (TcpTestClient without = clients.connect("shout");
                TcpTestClient with = clients.connect("shout", Faults.none().endAfter(6))) {
            with.send("one\ntwo\n").receives("ONE\nTW\n").thenEnds();
            without.send("one\ntwo\n").receives("ONE\nTWO\n");
        }
    }
}
