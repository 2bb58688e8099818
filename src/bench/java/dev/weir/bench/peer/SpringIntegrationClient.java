package dev.weir.bench.peer;

import java.io.IOException;
import java.util.Objects;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.core.MessagingTemplate;
import org.springframework.integration.ip.tcp.connection.CachingClientConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpNetClientConnectionFactory;
import org.springframework.integration.ip.tcp.outbound.TcpOutboundGateway;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLengthHeaderSerializer;

/** Stock Spring Integration: an outbound gateway with cached connections. Third argument: the target's port. */
public final class SpringIntegrationClient {

    private static final int PATIENCE_MILLIS = 60_000;

    private SpringIntegrationClient() {}

    @Configuration
    @EnableIntegration
    static class Integration {

        @Bean
        CachingClientConnectionFactory connections() {
            var single = new TcpNetClientConnectionFactory("127.0.0.1", Integer.getInteger("bench.target"));
            single.setSerializer(new ByteArrayLengthHeaderSerializer());
            single.setDeserializer(new ByteArrayLengthHeaderSerializer());
            single.setSoTcpNoDelay(true);
            var cached = new CachingClientConnectionFactory(single, WeirClient.CONNECTIONS);
            cached.setConnectionWaitTimeout(PATIENCE_MILLIS);
            return cached;
        }

        @Bean
        DirectChannel requests() {
            return new DirectChannel();
        }

        @Bean
        @ServiceActivator(inputChannel = "requests")
        TcpOutboundGateway gateway(CachingClientConnectionFactory connections) {
            var gateway = new TcpOutboundGateway();
            gateway.setConnectionFactory(connections);
            gateway.setRemoteTimeout(PATIENCE_MILLIS);
            gateway.setRequestTimeout(PATIENCE_MILLIS);
            return gateway;
        }
    }

    public static void main(String[] args) throws IOException {
        System.setProperty("bench.target", args[2]);
        var context = new AnnotationConfigApplicationContext(Integration.class);
        var template = new MessagingTemplate(context.getBean("requests", DirectChannel.class));
        Callers.serve(
                Integer.parseInt(args[1]),
                Callers.blocking(
                        request -> Objects.requireNonNull(template.convertSendAndReceive(request, byte[].class))));
    }
}
