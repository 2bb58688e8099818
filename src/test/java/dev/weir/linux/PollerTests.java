package dev.weir.linux;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.ListenerOptions;
import dev.weir.testing.Patience;
import dev.weir.testing.RunningProcess;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(120)
class PollerTests {

    private static final Duration STRESS = Duration.ofSeconds(4);

    /** In two JVMs at once, which load the processors; the other one has a single carrier, which the poller takes to wait. */
    @Test
    void losesNoWakeUpAndServesOthers() throws Exception {
        var builder = new ProcessBuilder(
                RunningProcess.java(),
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                PollerStress.class.getName(),
                String.valueOf(STRESS.toMillis()),
                "300");
        try (RunningProcess singleCarrier = RunningProcess.start(builder)) {
            PollerStress.serveOthers(300);
            assertThat(PollerStress.run(STRESS)).isPositive();
            singleCarrier.await("^STRESS [1-9]");
        }
    }

    @Test
    void tellsForHowLongThreadsThatComputeHaveLeftItNoTurn() throws Exception {
        int carriers = Runtime.getRuntime().availableProcessors();
        var computing = new CountDownLatch(carriers);
        var over = new AtomicBoolean();
        try (LinuxListener listener = LinuxListener.bind("127.0.0.1:0", ListenerOptions.DEFAULT)) {
            for (int i = 0; i < carriers; i++) {
                Thread.startVirtualThread(() -> {
                    computing.countDown();
                    while (!over.get()) {
                        Thread.onSpinWait();
                    }
                });
            }
            assertThat(computing.await(Patience.DEADLINE_MILLIS, TimeUnit.MILLISECONDS))
                    .isTrue();
            var address = (InetSocketAddress) listener.localAddress();
            try (Socket _ = new Socket(address.getAddress(), address.getPort())) {
                await().until(() -> listener.stalledNanos() > TimeUnit.MILLISECONDS.toNanos(100));
            }
            over.set(true);
            await().until(() -> listener.stalledNanos() < TimeUnit.MILLISECONDS.toNanos(100));
        } finally {
            over.set(true);
        }
    }
}
