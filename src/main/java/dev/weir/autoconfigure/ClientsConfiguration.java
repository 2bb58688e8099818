package dev.weir.autoconfigure;

import dev.weir.client.TcpClients;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.UpstreamObserver;
import dev.weir.stream.BufferBudget;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The beans of {@code weir.clients}. */
@Configuration(proxyBeanMethods = false)
class ClientsConfiguration {

    /** The name of the bean that makes the beans of clients with frames. */
    static final String FRAME_CLIENTS = "weirFrameClients";

    /** Static, since it is a post processor of bean definitions. */
    @Bean
    static ClientBeans weirClientBeans(Environment environment, BeanFactory beans) {
        return new ClientBeans(environment, beans);
    }

    @Bean
    ClientUpstreams weirClientUpstreams(
            WeirProperties properties,
            TlsContexts contexts,
            BufferBudget buffers,
            ObjectProvider<UpstreamObserver> observers,
            ObjectProvider<TcpClientConnectionDetails> details) {
        return new ClientUpstreams(
                new UpstreamMapper(contexts),
                buffers,
                properties.observation().enabled()
                        ? new UpstreamObservers(observers.orderedStream().toList())
                        : UpstreamObserver.NONE,
                details.orderedStream().toList());
    }

    @Bean
    DefinedClients weirDefinedClients(
            WeirProperties properties,
            ClientUpstreams upstreams,
            ConfigurableListableBeanFactory beans,
            FramingMapper framings,
            ConversionChains conversions,
            Environment environment,
            ObjectProvider<ClientObserver> observers) {
        return ClientsMapper.of(
                properties,
                new IneffectiveClientSettings(new WrittenSettings(environment)),
                upstreams,
                new FrameClientMapper(beans, framings, conversions),
                observer(properties, observers));
    }

    @Bean
    TcpClients weirTcpClients(DefinedClients clients) {
        return clients.all();
    }

    @Bean(FRAME_CLIENTS)
    FrameClientBeans weirFrameClients(DefinedClients clients) {
        return new FrameClientBeans(clients.frames());
    }

    private static ClientObserver observer(WeirProperties properties, ObjectProvider<ClientObserver> observers) {
        return properties.observation().enabled()
                ? new ClientObservers(observers.orderedStream().toList())
                : ClientObserver.NONE;
    }

    @Bean
    ClientsLifecycle weirClientsLifecycle(TcpClients clients) {
        return new ClientsLifecycle(clients);
    }
}
