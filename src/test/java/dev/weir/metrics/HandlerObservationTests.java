package dev.weir.metrics;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningApplication;
import dev.weir.testing.Scrape;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.transport.Kind;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(60)
class HandlerObservationTests {

    private final Recorder recorder = new Recorder();
    private final List<String> traceIds = new CopyOnWriteArrayList<>();

    @Test
    void timesAndTracesEachRunWithAddressesInTheSpanOnly() throws Exception {
        try (var application = setup().start();
                var socket = application.connect("traced")) {
            socket.getOutputStream().write(1);
            assertThat(socket.getInputStream().read()).isEqualTo(1);
            Scrape during = application.scrape();
            assertThat(during.sum("tcp_server_handler_active_seconds_count", "listener=\"traced\""))
                    .isEqualTo(1);
            assertThat(during.sum("tcp_server_handler_seconds_count", "listener=\"traced\""))
                    .isZero();

            finish(socket);
            await().untilAsserted(() -> assertThat(recorder.stopped).hasSize(1));
            HandlerContext context = recorder.stopped.getFirst();
            assertThat(traceIds).as("the scope is open while the handler runs").containsExactly("trace of traced");
            assertThat(context.getName()).isEqualTo("tcp.server.handler");
            assertThat(context.getContextualName()).isEqualTo("tcp traced");
            assertThat(context.getKind()).isEqualTo(Kind.SERVER);
            assertThat(context.getCarrier()).isSameAs(context.stream());
            assertThat(context.getGetter().get(context.stream(), "traceparent")).isNull();
            assertThat(keys(context.getLowCardinalityKeyValues())).isEqualTo("handler=traced listener=traced");
            assertThat(keys(context.getHighCardinalityKeyValues()))
                    .isEqualTo("network.local.address=127.0.0.1 network.local.port=" + socket.getPort()
                            + " network.peer.address=127.0.0.1 network.peer.port=" + socket.getLocalPort()
                            + " network.transport=tcp weir.stream.id="
                            + context.stream().id());

            Scrape after = application.scrape();
            assertThat(after.sum("tcp_server_handler_active_seconds_count")).isZero();
            assertThat(after.sum(
                            "tcp_server_handler_seconds_count",
                            "listener=\"traced\"",
                            "error=\"none\"",
                            "handler=\"traced\""))
                    .isEqualTo(1);
            assertThat(after.series().keySet()).noneMatch(series -> series.contains("network_"));
        }
    }

    @Test
    void namesAnErrorByItsSimpleClassName() throws Exception {
        try (var application = setup().listener("broken", _ -> {
                            throw new IllegalStateException("broken");
                        })
                        .start();
                var socket = application.connect("broken")) {
            finish(socket);
            await().untilAsserted(() -> assertThat(application
                            .scrape()
                            .sum(
                                    "tcp_server_handler_seconds_count",
                                    "listener=\"broken\"",
                                    "error=\"IllegalStateException\""))
                    .isEqualTo(1));
            assertThat(recorder.stopped.getFirst().getError()).hasMessage("broken");
        }
    }

    @Test
    void conventionBeanReplacesTheDefault() throws Exception {
        try (var application = setup().bean("convention", HandlerObservationConvention.class, OwnConvention::new)
                        .start();
                var socket = application.connect("traced")) {
            finish(socket);
            await().untilAsserted(() -> assertThat(application.scrape().series())
                    .containsEntry("own_name_seconds_count{error=\"none\",tenant=\"traced\"}", 1.0));
            assertThat(application.scrape().series().keySet())
                    .noneMatch(series -> series.startsWith("tcp_server_handler"));
        }
    }

    private RunningApplication.Setup setup() {
        return RunningApplication.application()
                .bean("recorder", ObservationHandler.class, () -> recorder)
                .listener("traced", stream -> {
                    traceIds.add(MDC.get("traceId"));
                    stream.transferTo(stream);
                });
    }

    private static void finish(Socket socket) throws Exception {
        socket.shutdownOutput();
        assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }

    private static String keys(KeyValues keyValues) {
        return keyValues.stream()
                .map((KeyValue key) -> key.getKey() + "=" + key.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static final class OwnConvention implements HandlerObservationConvention {

        @Override
        public String getName() {
            return "own.name";
        }

        @Override
        public KeyValues getLowCardinalityKeyValues(HandlerContext context) {
            return KeyValues.of("tenant", context.listener());
        }
    }

    /** Does what a tracing bridge does: a trace id in the MDC while the scope is open. */
    private static final class Recorder implements ObservationHandler<HandlerContext> {

        private final List<HandlerContext> stopped = new CopyOnWriteArrayList<>();

        @Override
        public boolean supportsContext(Observation.Context context) {
            return context instanceof HandlerContext;
        }

        @Override
        public void onScopeOpened(HandlerContext context) {
            MDC.put("traceId", "trace of " + context.listener());
        }

        @Override
        public void onScopeClosed(HandlerContext context) {
            MDC.remove("traceId");
        }

        @Override
        public void onStop(HandlerContext context) {
            stopped.add(context);
        }
    }
}
