package dev.weir.faults;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.testing.NetworkNamespace;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.RunningProcess;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client in a network namespace that vanishes without a word. */
@Timeout(60)
@RequiresTool({"ip", "iptables", "id", "socat"})
class VanishedClientIT {

    /** By themselves, operating systems take two hours to find out. */
    @ParameterizedTest
    @ValueSource(strings = {"jdk", "linux"})
    void probesOfTheOperatingSystemEndItsConnection(String transport) throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create();
                RunningApplication weir = RunningApplication.application()
                        .with(
                                "weir.transport=" + transport,
                                "weir.listeners.probed.address=" + namespace.here() + ":0",
                                "weir.listeners.probed.handler=echo",
                                "weir.listeners.probed.timeout.idle=0",
                                "weir.listeners.probed.socket.keep-alive-idle=1s",
                                "weir.listeners.probed.socket.keep-alive-interval=1s",
                                "weir.listeners.probed.socket.keep-alive-count=2")
                        .start()) {
            String address = namespace.here() + ":" + weir.address("probed").getPort();
            RunningProcess _ = namespace.start("socat", "TCP:" + address, "SYSTEM:echo hello; sleep 60");
            await().untilAsserted(() ->
                    assertThat(weir.statistics("probed").bytesWritten()).isEqualTo(6));

            namespace.dropPackets();

            await().untilAsserted(() -> assertThat(weir.statistics("probed").closed(CloseCause.IO_ERROR))
                    .isOne());
        }
    }
}
