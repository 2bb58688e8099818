package dev.weir.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.frame.FrameSessions;
import dev.weir.integration.FrameSendingMessageHandler;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.ip.tcp.connection.TcpNetServerConnectionFactory;
import org.springframework.integration.ip.tcp.inbound.TcpInboundGateway;
import org.springframework.integration.ip.tcp.inbound.TcpReceivingChannelAdapter;
import org.springframework.integration.ip.tcp.outbound.TcpSendingMessageHandler;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLengthHeaderSerializer;
import org.springframework.messaging.MessageHandler;

/** The code of docs/migration-from-spring-integration.md. */
final class MigrationExamples {

    private MigrationExamples() {}

    @Configuration
    static class GatewayFlow {

        @Bean
        IntegrationFlow orderFlow() {
            return IntegrationFlow.from("orders")
                    .handle(byte[].class, (order, headers) -> "accepted " + new String(order, UTF_8))
                    .get();
        }
    }

    @Configuration
    @EnableIntegration
    @Import(GatewayFlow.class)
    static class GatewayBefore {

        @Bean
        TcpNetServerConnectionFactory connections(@Value("${orders.port}") int port) {
            var factory = new TcpNetServerConnectionFactory(port);
            factory.setSerializer(new ByteArrayCrLfSerializer());
            factory.setDeserializer(new ByteArrayCrLfSerializer());
            return factory;
        }

        @Bean
        TcpInboundGateway gateway(TcpNetServerConnectionFactory connections) {
            var gateway = new TcpInboundGateway();
            gateway.setConnectionFactory(connections);
            gateway.setRequestChannelName("orders");
            return gateway;
        }
    }

    @Configuration
    static class AdapterFlow {

        @Bean
        IntegrationFlow answers(MessageHandler sender) {
            return IntegrationFlow.from("received")
                    .transform(byte[].class, order -> "accepted " + new String(order, UTF_8))
                    .handle(sender)
                    .get();
        }
    }

    @Configuration
    @EnableIntegration
    @Import(AdapterFlow.class)
    static class AdaptersBefore {

        @Bean
        TcpNetServerConnectionFactory connections(@Value("${orders.port}") int port) {
            var factory = new TcpNetServerConnectionFactory(port);
            factory.setSerializer(new ByteArrayLengthHeaderSerializer(2));
            factory.setDeserializer(new ByteArrayLengthHeaderSerializer(2));
            return factory;
        }

        @Bean
        TcpReceivingChannelAdapter receiver(TcpNetServerConnectionFactory connections) {
            var adapter = new TcpReceivingChannelAdapter();
            adapter.setConnectionFactory(connections);
            adapter.setOutputChannelName("received");
            return adapter;
        }

        @Bean
        TcpSendingMessageHandler sender(TcpNetServerConnectionFactory connections) {
            var handler = new TcpSendingMessageHandler();
            handler.setConnectionFactory(connections);
            return handler;
        }
    }

    @Configuration
    @Import(AdapterFlow.class)
    static class AdaptersAfter {

        @Bean
        FrameSendingMessageHandler sender(FrameSessions sessions) {
            return new FrameSendingMessageHandler(sessions);
        }
    }
}
