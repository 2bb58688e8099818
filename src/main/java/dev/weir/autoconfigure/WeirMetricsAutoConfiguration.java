package dev.weir.autoconfigure;

import dev.weir.client.Client;
import dev.weir.client.TcpClients;
import dev.weir.metrics.AcquireTimers;
import dev.weir.metrics.BufferMeters;
import dev.weir.metrics.ClientMeters;
import dev.weir.metrics.ConnectTimers;
import dev.weir.metrics.ConnectionLimitMeters;
import dev.weir.metrics.ConnectionTimers;
import dev.weir.metrics.ExchangeMeters;
import dev.weir.metrics.ExchangeObservationConvention;
import dev.weir.metrics.FrameMeters;
import dev.weir.metrics.HandlerMeters;
import dev.weir.metrics.HandlerObservationConvention;
import dev.weir.metrics.LatencyBuckets;
import dev.weir.metrics.ListenerMeters;
import dev.weir.metrics.ObservedRequests;
import dev.weir.metrics.ReplyMeters;
import dev.weir.metrics.RequestMeters;
import dev.weir.metrics.RequestObservationConvention;
import dev.weir.metrics.TargetMeters;
import dev.weir.metrics.TimedExchanges;
import dev.weir.metrics.TimedHandler;
import dev.weir.metrics.TimedRequests;
import dev.weir.metrics.TlsReloadMeters;
import dev.weir.metrics.TlsTimers;
import dev.weir.server.ConnectionLimit;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.stream.BufferBudget;
import dev.weir.upstream.Target;
import dev.weir.upstream.Upstream;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.env.Environment;

/** Auto-configuration for the meters of listeners, of clients and of targets. */
@AutoConfiguration(
        after = WeirAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnClass({MeterRegistry.class, ObservationRegistry.class})
@ConditionalOnBooleanProperty(name = "weir.observation.enabled", matchIfMissing = true)
public class WeirMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "weirListenerMeters")
    ListenerMeters weirListenerMeters(StreamListeners listeners, ConnectionObservers observers) {
        return new ListenerMeters(
                listeners.all().stream().map(StreamListener::statistics).toList(), observers.queued());
    }

    @Bean
    @ConditionalOnMissingBean(name = "weirFrameMeters")
    FrameMeters weirFrameMeters(StreamListeners listeners) {
        return new FrameMeters(
                listeners.all().stream().map(StreamListener::statistics).toList());
    }

    /** Of listeners that forward, and of clients. */
    @Bean
    @ConditionalOnMissingBean(name = "weirTargetMeters")
    TargetMeters weirTargetMeters(ForwardUpstreams upstreams, TcpClients clients) {
        return new TargetMeters(Stream.concat(
                        upstreams.byListener().values().stream().map(Upstream::targets),
                        clients.all().stream().map(Client::targets))
                .flatMap(List::stream)
                .map(Target::statistics)
                .toList());
    }

    @Bean
    @ConditionalOnMissingBean(name = "weirClientMeters")
    ClientMeters weirClientMeters(TcpClients clients) {
        return new ClientMeters(clients.all().stream().map(Client::statistics).toList());
    }

    @Bean
    @ConditionalOnMissingBean(name = "weirReplyMeters")
    ReplyMeters weirReplyMeters(DefinedClients clients) {
        return new ReplyMeters(clients.frameStatistics());
    }

    @Bean
    @ConditionalOnMissingBean(name = "weirBufferMeters")
    BufferMeters weirBufferMeters(BufferBudget buffers) {
        return new BufferMeters(buffers);
    }

    @Bean
    @ConditionalOnMissingBean(name = "weirConnectionLimitMeters")
    ConnectionLimitMeters weirConnectionLimitMeters(ConnectionLimit limit) {
        return new ConnectionLimitMeters(limit::taken, limit.max());
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    @ConditionalOnMissingBean(name = "weirConnectionTimers")
    ConnectionTimers weirConnectionTimers(ListenerDefinitions definitions, MeterRegistry registry) {
        return new ConnectionTimers(definitions.names(), registry);
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    @ConditionalOnMissingBean(name = "weirConnectTimers")
    ConnectTimers weirConnectTimers(MeterRegistry registry) {
        return new ConnectTimers(registry);
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    @ConditionalOnMissingBean(name = "weirAcquireTimers")
    AcquireTimers weirAcquireTimers(MeterRegistry registry) {
        return new AcquireTimers(registry);
    }

    @Bean
    @ConditionalOnBean(MeterRegistry.class)
    @ConditionalOnMissingBean(name = "weirTlsTimers")
    TlsTimers weirTlsTimers(ListenerDefinitions definitions, MeterRegistry registry) {
        return new TlsTimers(definitions.tlsNames(), registry);
    }

    /** Depends on the definitions, because resolving them makes the contexts. */
    @Bean
    @DependsOn("weirListenerDefinitions")
    @ConditionalOnMissingBean(name = "weirTlsReloadMeters")
    TlsReloadMeters weirTlsReloadMeters(WeirProperties properties, TlsContexts contexts) {
        return new TlsReloadMeters(contexts.reloads(properties));
    }

    /** Only with the default convention: a custom one may have other tags, and all series of a meter need the same tags. */
    @Bean
    @ConditionalOnBean(ObservationRegistry.class)
    @ConditionalOnMissingBean(value = HandlerObservationConvention.class, name = "weirHandlerMeters")
    MeterBinder weirHandlerMeters(ListenerDefinitions definitions) {
        return registry -> definitions
                .all()
                .forEach(definition -> HandlerMeters.register(definition.name(), definition.handlerName(), registry));
    }

    @Bean
    @ConditionalOnMissingBean(name = "weirExchangeBuckets")
    static LatencyBuckets weirExchangeBuckets() {
        return LatencyBuckets.ofExchanges();
    }

    @Bean
    @ConditionalOnMissingBean(name = "weirRequestBuckets")
    static LatencyBuckets weirRequestBuckets() {
        return LatencyBuckets.ofRequests();
    }

    /** As for handlers. */
    @Bean
    @ConditionalOnBean(ObservationRegistry.class)
    @ConditionalOnMissingBean(value = ExchangeObservationConvention.class, name = "weirExchangeMeters")
    MeterBinder weirExchangeMeters(StreamListeners listeners) {
        return registry -> listeners.all().stream()
                .map(StreamListener::statistics)
                .filter(statistics -> statistics.frames() != null)
                .forEach(statistics -> ExchangeMeters.register(statistics.listener(), statistics.handler(), registry));
    }

    /** As for exchanges. */
    @Bean
    @ConditionalOnBean(ObservationRegistry.class)
    @ConditionalOnMissingBean(value = RequestObservationConvention.class, name = "weirRequestMeters")
    MeterBinder weirRequestMeters(DefinedClients clients) {
        return registry -> clients.frameStatistics().forEach(client -> RequestMeters.register(client, registry));
    }

    /** {@code null} if requests are timed without. */
    @Bean
    @ConditionalOnBean(ObservationRegistry.class)
    @Nullable
    ObservedRequests weirObservedRequests(
            ObservationRegistry registry,
            ObjectProvider<RequestObservationConvention> convention,
            ObjectProvider<TimedRequests> timed) {
        return timed.getIfAvailable() == null ? new ObservedRequests(registry, convention.getIfAvailable()) : null;
    }

    /** Apart, since Spring Boot's observations are optional. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationRegistryCustomizer.class)
    @ConditionalOnBean({MeterRegistry.class, ObservationRegistry.class})
    static class Timing {

        /** {@code null} if observations lead to more than meters. */
        @Bean
        @Nullable
        HandlerTiming weirHandlerTiming(
                ConfigurableListableBeanFactory beans, Environment environment, MeterRegistry registry) {
            return new OnlyMeters(beans, environment, HandlerObservationConvention.class).isTrue()
                    ? (handler, listener, name) -> new TimedHandler(handler, listener, name, registry)
                    : null;
        }

        /** As for handlers. */
        @Bean
        @Nullable
        ExchangeTiming weirExchangeTiming(
                ConfigurableListableBeanFactory beans, Environment environment, MeterRegistry registry) {
            return new OnlyMeters(beans, environment, ExchangeObservationConvention.class).isTrue()
                    ? (listener, handler) -> new TimedExchanges(listener, handler, registry)
                    : null;
        }

        /** As for handlers. */
        @Bean
        @Nullable
        TimedRequests weirTimedRequests(
                ConfigurableListableBeanFactory beans, Environment environment, MeterRegistry registry) {
            return new OnlyMeters(beans, environment, RequestObservationConvention.class).isTrue()
                    ? new TimedRequests(registry)
                    : null;
        }
    }
}
