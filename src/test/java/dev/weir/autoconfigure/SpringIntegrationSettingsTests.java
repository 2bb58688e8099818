package dev.weir.autoconfigure;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.testing.RunningApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.integration.ip.tcp.serializer.MapJsonSerializer;

/** Beans of Spring Integration as handlers and as types of framing. */
@Timeout(120)
class SpringIntegrationSettingsTests {

    @Test
    void serializerIsATypeOfFramingAndAChannelOfAFlowIsAHandler() {
        IntegrationFlow flow = IntegrationFlow.from("orders")
                .handle(byte[].class, (payload, _) -> new String(payload, US_ASCII) + "!")
                .get();
        try (RunningApplication application = RunningApplication.listenersOnly()
                .bean("crLf", ByteArrayCrLfSerializer.class, ByteArrayCrLfSerializer::new)
                .bean("flow", IntegrationFlow.class, () -> flow)
                .listener("orders", "orders", "framing.type=crLf")
                .start()) {
            try (var client = application.client("orders")) {
                client.send("one\r\ntwo\r\n").receives("one!\r\ntwo!\r\n");
            }
            application.awaitRest("orders");
        }
    }

    @Test
    void serializerOfAnotherTypeStopsTheStart() {
        RunningApplication.Setup setup = RunningApplication.listenersOnly()
                .bean("json", MapJsonSerializer.class, MapJsonSerializer::new)
                .listener("a", "echo", "framing.type=json");
        assertThatThrownBy(setup::start)
                .hasStackTraceContaining("weir.listeners.a.framing.type")
                .hasStackTraceContaining("MapJsonSerializer is a Serializer of java.util.Map, not of byte[]");
    }

    @Test
    void channelWithoutFramingStopsTheStart() {
        RunningApplication.Setup setup = RunningApplication.listenersOnly()
                .bean("orders", DirectChannel.class, DirectChannel::new)
                .listener("a", "orders");
        assertThatThrownBy(setup::start)
                .hasStackTraceContaining("names a MessageChannel, but weir.listeners.a.framing is not set");
    }
}
