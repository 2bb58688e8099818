package dev.weir.integration;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameFormat;
import dev.weir.frame.FramedStream;
import dev.weir.frame.LengthFormat;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.RunningApplication;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.channel.QueueChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.core.MessagingTemplate;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.dsl.Tcp;
import org.springframework.integration.ip.dsl.TcpServerConnectionFactorySpec;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;

/** Spring Integration's own adapters and gateways, with a frame format that they do not have themselves. */
@Timeout(60)
class StockAdaptersTests {

    private static final FrameFormat FORMAT = FrameFormat.length(LengthFormat.DEFAULT
            .withSize(2)
            .withOrder(LengthFormat.Order.LITTLE)
            .withIncludes(LengthFormat.Includes.FRAME));

    @Configuration
    @EnableIntegration
    static class Integration {}

    static Stream<TcpServerConnectionFactorySpec<?, ?>> servers() {
        return Stream.of(Tcp.netServer(0), Tcp.nioServer(0));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void inboundGatewaySpeaksTheFormat(TcpServerConnectionFactorySpec<?, ?> server) throws Exception {
        FrameSerializer serializer = FrameSerializer.of(FORMAT);
        server.serializer(serializer).deserializer(serializer).localAddress("127.0.0.1");
        var flow = IntegrationFlow.from(Tcp.inboundGateway(server))
                .handle(byte[].class, (payload, _) -> new String(payload, US_ASCII) + "!")
                .get();
        try (var context = start(flow)) {
            var factory = context.getBean(AbstractServerConnectionFactory.class);
            await().until(factory::isListening);
            try (FramedStream client = FramedStream.over(TcpStream.connect("127.0.0.1:" + factory.getPort()), FORMAT)) {
                // With NIO, replies to several frames may come in any order.
                for (String text : new String[] {"one", "two"}) {
                    client.write(text, US_ASCII);
                    assertThat(client.readText(US_ASCII)).isEqualTo(text + "!");
                }
                client.stream().shutdown();
                assertThat(client.read()).isNull();
            }
        }
    }

    @Test
    void outboundGatewaySpeaksTheFormat() {
        TcpStreamHandler exclaims = stream -> {
            FramedStream frames = FramedStream.over(stream, FORMAT);
            for (String text = frames.readText(US_ASCII); text != null; text = frames.readText(US_ASCII)) {
                frames.write(text + "!", US_ASCII);
            }
        };
        try (RunningApplication weir = RunningApplication.listenersOnly()
                .listener("exclaims", exclaims)
                .start()) {
            FrameSerializer serializer = FrameSerializer.of(FORMAT);
            var requests = new DirectChannel();
            var replies = new QueueChannel();
            var flow = IntegrationFlow.from(requests)
                    .handle(Tcp.outboundGateway(
                            Tcp.netClient("127.0.0.1", weir.address("exclaims").getPort())
                                    .serializer(serializer)
                                    .deserializer(serializer)))
                    .channel(replies)
                    .get();
            try (var context = start(flow)) {
                assertThat(context.isActive()).isTrue();
                var template = new MessagingTemplate();
                for (String text : new String[] {"one", "two"}) {
                    template.convertAndSend(requests, text);
                    Object reply = Objects.requireNonNull(replies.receive(DEADLINE_MILLIS))
                            .getPayload();
                    assertThat(new String((byte[]) reply, US_ASCII)).isEqualTo(text + "!");
                }
            }
        }
    }

    private static AnnotationConfigApplicationContext start(IntegrationFlow flow) {
        var context = new AnnotationConfigApplicationContext();
        context.register(Integration.class);
        context.registerBean("flow", IntegrationFlow.class, () -> flow);
        context.refresh();
        return context;
    }
}
