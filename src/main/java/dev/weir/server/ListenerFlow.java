package dev.weir.server;

import dev.weir.stream.TcpStreamHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.dsl.context.IntegrationFlowContext.IntegrationFlowRegistration;
import org.springframework.integration.ip.tcp.inbound.TcpReceivingChannelAdapter;
import org.springframework.integration.support.context.NamedComponent;

/**
 * One listener's integration flow: inbound adapter, channel, message handler. All three are beans from the first start on, so
 * that the integration graph shows them.
 */
final class ListenerFlow {

    private final String id;
    private final StreamConnectionFactory factory;
    private final TcpStreamHandler handler;
    private final IntegrationFlowContext flows;
    private final TcpReceivingChannelAdapter adapter = new TcpReceivingChannelAdapter();
    private @Nullable IntegrationFlowRegistration registration;

    ListenerFlow(
            String listener, StreamConnectionFactory factory, TcpStreamHandler handler, IntegrationFlowContext flows) {
        this.id = "weir." + listener;
        this.factory = factory;
        this.handler = handler;
        this.flows = flows;
    }

    /**
     * Starts the flow, and with it the connection factory.
     *
     * @throws ListenerStartException if the address cannot be bound
     */
    void start() {
        if (registration == null) {
            registration = flows.registration(flow())
                    .id(id)
                    .addBean(id + ".connections", factory)
                    .autoStartup(false)
                    .register();
        }
        registration.start();
    }

    void stop() {
        if (registration != null) {
            registration.stop();
        }
    }

    boolean has(NamedComponent component) {
        return adapter.equals(component);
    }

    private IntegrationFlow flow() {
        var streams = new DirectChannel();
        streams.setBeanName(id + ".streams");
        adapter.setBeanName(id + ".adapter");
        adapter.setConnectionFactory(factory);
        adapter.setOutputChannel(streams);
        return IntegrationFlow.from(adapter)
                .handle(new StreamMessageHandler(handler), endpoint -> endpoint.id(id + ".handler"))
                .get();
    }
}
