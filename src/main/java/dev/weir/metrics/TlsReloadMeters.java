package dev.weir.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Counts certificates that were replaced, by listener. */
public final class TlsReloadMeters implements MeterBinder {

    private final Map<String, List<TlsReloads>> reloads;

    /** @param reloads the reloads of each listener with TLS, by listener name */
    public TlsReloadMeters(Map<String, List<TlsReloads>> reloads) {
        this.reloads = Map.copyOf(reloads);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        reloads.forEach((listener, all) -> {
            counter(registry, listener, "success", all, TlsReloads::succeeded);
            counter(registry, listener, "failure", all, TlsReloads::failed);
        });
    }

    private static void counter(
            MeterRegistry registry,
            String listener,
            String outcome,
            List<TlsReloads> all,
            ToDoubleFunction<TlsReloads> count) {
        FunctionCounter.builder(
                        "tcp.server.tls.reload",
                        all,
                        list -> list.stream().mapToDouble(count).sum())
                .description("Certificates replaced while the listener ran")
                .tags("listener", listener, "outcome", outcome)
                .register(registry);
    }
}
