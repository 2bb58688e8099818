package dev.weir.server;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.StreamAddress;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health checks of a balancer have a cause of their own. */
@Timeout(60)
class ProbeTests {

    private static final byte[] LOCAL = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");
    private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 4711);

    private static RunningApplication.Setup behindBalancer() {
        return RunningApplication.application()
                .listener("px", "echo")
                .with(
                        "weir.listeners.px.proxy-protocol.mode=required",
                        "weir.listeners.px.proxy-protocol.trusted[0]=127.0.0.0/8");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatIsGoneWithoutAByteIsAProbe(boolean reset) throws Exception {
        try (var application =
                RunningApplication.application().listener("echo", "echo").start()) {
            leave(application.client("echo"), reset);
            assertEnded(application, "echo", CloseCause.PROBE);
        }
    }

    @Test
    void aClientThatHasSentOrReceivedAByteIsNone() throws Exception {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .listener("chargen", "chargen")
                .start()) {
            application.client("echo").send("x").receives("x").resets();
            assertEnded(application, "echo", CloseCause.PEER_RESET);

            application.client("chargen").receives(" ").resets();
            assertEnded(application, "chargen", CloseCause.PEER_RESET);
        }
    }

    @Test
    void aClientThatFinishesAfterALongSilenceIsNone() throws Exception {
        try (var application =
                RunningApplication.application().listener("echo", "echo").start()) {
            TcpTestClient client = application.client("echo");
            ListenerStatistics statistics = application.listener("echo").statistics();
            await().until(() -> statistics.live().stream()
                    .anyMatch(connection -> connection.ageNanos() > TimeUnit.SECONDS.toNanos(1)));
            client.close();
            assertEnded(application, "echo", CloseCause.PEER_CLOSED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBalancersOwnConnectionIsAProbeWhateverItSays(boolean reset) throws Exception {
        try (var application = behindBalancer().start()) {
            leave(application.client("px").send(LOCAL).send("PING").receives("PING"), reset);
            assertEnded(application, "px", CloseCause.PROBE);
        }
    }

    @Test
    void aProbeThatMakesTheHandlerFailIsTheHandlersError() throws Exception {
        try (var application = behindBalancer()
                .listener("px", _ -> {
                    throw new IllegalStateException("on purpose");
                })
                .start()) {
            application.client("px").send(LOCAL).thenEnds().close();
            assertEnded(application, "px", CloseCause.HANDLER_ERROR);
        }
    }

    @Test
    void theAccessLogNamesTheBalancerOfAClientBehindIt() throws Exception {
        try (var application = behindBalancer().start();
                var log = LogCapture.of("weir.access")) {
            TcpTestClient balancer =
                    application.client("px").behindProxy(CLIENT).send("x").receives("x");
            balancer.close();
            await().untilAsserted(() -> assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("remote=192.0.2.7:4711 ")
                    .endsWith("cause=peer_closed tls=- peer=" + StreamAddress.format(balancer.localAddress())));
        }
    }

    private static void leave(TcpTestClient client, boolean reset) {
        if (reset) {
            client.resets();
        } else {
            client.close();
        }
    }

    private static void assertEnded(RunningApplication application, String listener, CloseCause cause) {
        ListenerStatistics statistics = application.listener(listener).statistics();
        await().until(() -> statistics.closed() == 1);
        assertThat(statistics.closed(cause)).as("%s on %s", cause, listener).isEqualTo(1);
    }
}
