package dev.weir.faults;

import static dev.weir.testing.Patience.await;

import dev.weir.server.DrainSettings;
import dev.weir.server.ListenerState;
import dev.weir.server.StreamListener;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.Assertions;

/** What tests of drains have in common. */
final class Drains {

    /** Without a delay, whether or not a stream is idle. */
    static final DrainSettings AT_ONCE = new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30));

    /** Streams that have been idle for a second, as in production. */
    static final DrainSettings WHEN_QUIET =
            new DrainSettings(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(30));

    private Drains() {}

    static void awaitStopped(StreamListener listener) {
        await().until(() -> listener.state() instanceof ListenerState.Stopped);
    }

    static void assertRefused(InetSocketAddress address) {
        Assertions.assertThatThrownBy(() -> {
                    try (var socket = new Socket()) {
                        socket.connect(address, 1000);
                    }
                })
                .isInstanceOf(ConnectException.class);
    }

    /** Waits as a handler does that ignores interrupts. */
    static void awaitIgnoringAll(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
