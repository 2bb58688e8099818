package dev.weir.server;

import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.TcpStreamHandler;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.integration.ip.tcp.inbound.TcpReceivingChannelAdapter;

/** One named listener with all that serves it. Starting and stopping may be repeated; any thread. */
public final class StreamServer {

    private static final Logger log = LoggerFactory.getLogger(StreamServer.class);

    private final ListenerDefinition definition;
    private final ListenerStatistics statistics;
    private final StreamServerConnectionFactory factory;
    private final IntegrationFlow flow;
    private IntegrationFlowContext.@Nullable IntegrationFlowRegistration registration;

    public StreamServer(
            ListenerDefinition definition,
            TcpStreamHandler handler,
            ListenerStatistics statistics,
            ConnectionObserver observer,
            Executor executor) {
        this.definition = definition;
        this.statistics = statistics;
        this.factory = new StreamServerConnectionFactory(definition, statistics, observer, executor);
        this.flow = flow(definition.name(), factory, handler);
    }

    private static IntegrationFlow flow(String name, StreamServerConnectionFactory factory, TcpStreamHandler handler) {
        var streams = new DirectChannel();
        streams.setBeanName("weir." + name + ".streams");
        var adapter = new TcpReceivingChannelAdapter();
        adapter.setBeanName("weir." + name + ".adapter");
        adapter.setConnectionFactory(factory);
        adapter.setOutputChannel(streams);
        return IntegrationFlow.from(adapter)
                .handle(new StreamMessageHandler(handler), endpoint -> endpoint.id("weir." + name + ".handler"))
                .get();
    }

    public String name() {
        return definition.name();
    }

    public ListenerDefinition definition() {
        return definition;
    }

    public ListenerStatistics statistics() {
        return statistics;
    }

    public ServerState state() {
        return factory.state();
    }

    /** The address bound, with the real port; {@code null} while stopped. */
    public @Nullable SocketAddress localAddress() {
        return factory.getServerSocketAddress();
    }

    /** Binds and accepts. @throws ListenerStartException if the address cannot be bound */
    void start(IntegrationFlowContext flows) {
        if (registration == null) {
            registration = flows.registration(flow)
                    .id("weir." + name())
                    .addBean("weir." + name() + ".connections", factory)
                    .autoStartup(false)
                    .register();
        }
        registration.start();
        log.info(
                "TCP listener '{}' started on {} with handler '{}'",
                name(),
                StreamAddress.format(Objects.requireNonNull(localAddress())),
                definition.handlerName());
    }

    void stop() {
        if (registration != null) {
            registration.stop();
        }
    }
}
