package dev.weir.server;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
    private static final String PROXIED = "PROXY TCP4 192.0.2.7 198.51.100.1 4711 443\r\n";

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
            leave(application.connect("echo"), reset);
            assertEnded(application, "echo", CloseCause.PROBE);
        }
    }

    @Test
    void aClientThatHasSentOrReceivedAByteIsNone() throws Exception {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .listener("chargen", "chargen")
                .start()) {
            Socket socket = application.connect("echo");
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            leave(socket, true);
            assertEnded(application, "echo", CloseCause.PEER_RESET);

            Socket listening = application.connect("chargen");
            assertThat(listening.getInputStream().read()).isEqualTo(' ');
            leave(listening, true);
            assertEnded(application, "chargen", CloseCause.PEER_RESET);
        }
    }

    @Test
    void aClientThatFinishesAfterALongSilenceIsNone() throws Exception {
        try (var application =
                RunningApplication.application().listener("echo", "echo").start()) {
            Socket socket = application.connect("echo");
            ListenerStatistics statistics = application.listener("echo").statistics();
            await().until(() -> statistics.live().stream()
                    .anyMatch(connection -> connection.ageNanos() > TimeUnit.SECONDS.toNanos(1)));
            leave(socket, false);
            assertEnded(application, "echo", CloseCause.PEER_CLOSED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBalancersOwnConnectionIsAProbeWhateverItSays(boolean reset) throws Exception {
        try (var application = behindBalancer().start()) {
            Socket balancer = application.connect("px");
            balancer.getOutputStream().write(LOCAL);
            balancer.getOutputStream().write("PING".getBytes(StandardCharsets.US_ASCII));
            assertThat(balancer.getInputStream().readNBytes(4)).hasSize(4);
            leave(balancer, reset);
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
            Socket balancer = application.connect("px");
            balancer.getOutputStream().write(LOCAL);
            assertThat(balancer.getInputStream().read()).isEqualTo(-1);
            balancer.close();
            assertEnded(application, "px", CloseCause.HANDLER_ERROR);
        }
    }

    @Test
    void theAccessLogNamesTheBalancerOfAClientBehindIt() throws Exception {
        try (var application = behindBalancer().start();
                var log = LogCapture.of("weir.access")) {
            Socket balancer = application.connect("px");
            balancer.getOutputStream().write((PROXIED + "x").getBytes(StandardCharsets.US_ASCII));
            assertThat(balancer.getInputStream().read()).isEqualTo('x');
            int port = balancer.getLocalPort();
            leave(balancer, false);
            await().untilAsserted(() -> assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("remote=192.0.2.7:4711 ")
                    .endsWith("cause=peer_closed tls=- peer=127.0.0.1:" + port));
        }
    }

    private static void leave(Socket socket, boolean reset) throws IOException {
        if (reset) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    private static void assertEnded(RunningApplication application, String listener, CloseCause cause) {
        ListenerStatistics statistics = application.listener(listener).statistics();
        await().until(() -> statistics.closed() == 1);
        assertThat(statistics.closed(cause)).as("%s on %s", cause, listener).isEqualTo(1);
    }
}
