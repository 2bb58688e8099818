package dev.weir.metrics;

import dev.weir.observe.HandshakeResult;
import dev.weir.observe.HandshakeResult.Outcome;
import dev.weir.observe.InlineObserver;
import dev.weir.observe.ObservedConnection;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Times TLS handshakes. */
public final class TlsTimers implements InlineObserver {

    private final MeterRegistry registry;

    /**
     * Registers the timers.
     *
     * @param listeners names of the listeners with TLS
     */
    public TlsTimers(Set<String> listeners, MeterRegistry registry) {
        this.registry = registry;
        for (String listener : listeners) {
            for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
                var _ = timer(listener, Outcome.SUCCESS, protocol);
            }
            var _ = timer(listener, Outcome.FAILURE, HandshakeResult.NO_PROTOCOL);
            var _ = timer(listener, Outcome.TIMEOUT, HandshakeResult.NO_PROTOCOL);
        }
    }

    @Override
    public void handshakeDone(ObservedConnection connection, HandshakeResult handshake) {
        timer(connection.info().listener(), handshake.outcome(), handshake.protocol())
                .record(handshake.nanos(), TimeUnit.NANOSECONDS);
    }

    private Timer timer(String listener, Outcome outcome, String protocol) {
        return OutcomeTimers.register(
                Timer.builder("tcp.server.tls.handshake")
                        .description("TLS handshakes")
                        .tags("listener", listener, "outcome", outcome.label(), "protocol", protocol),
                registry);
    }
}
