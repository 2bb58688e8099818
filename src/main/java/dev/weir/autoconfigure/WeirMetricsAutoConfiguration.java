package dev.weir.autoconfigure;

import dev.weir.metrics.BufferMeters;
import dev.weir.metrics.ConnectTimers;
import dev.weir.metrics.ConnectionLimitMeters;
import dev.weir.metrics.ConnectionTimers;
import dev.weir.metrics.ExchangeBuckets;
import dev.weir.metrics.ExchangeMeters;
import dev.weir.metrics.ExchangeObservationConvention;
import dev.weir.metrics.FrameMeters;
import dev.weir.metrics.HandlerMeters;
import dev.weir.metrics.HandlerObservationConvention;
import dev.weir.metrics.ListenerMeters;
import dev.weir.metrics.TargetMeters;
import dev.weir.metrics.TimedExchanges;
import dev.weir.metrics.TlsReloadMeters;
import dev.weir.metrics.TlsTimers;
import dev.weir.server.ConnectionLimit;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.stream.BufferBudget;
import dev.weir.upstream.Target;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
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

/** Auto-configuration for the meters of listeners and of the targets that they forward to. */
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

    @Bean
    @ConditionalOnMissingBean(name = "weirForwardMeters")
    TargetMeters weirForwardMeters(ForwardUpstreams upstreams) {
        return new TargetMeters(upstreams.byListener().values().stream()
                .flatMap(upstream -> upstream.targets().stream())
                .map(Target::statistics)
                .toList());
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
    static ExchangeBuckets weirExchangeBuckets() {
        return new ExchangeBuckets();
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

    /** Apart, since Spring Boot's observations are optional. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObservationRegistryCustomizer.class)
    @ConditionalOnBean({MeterRegistry.class, ObservationRegistry.class})
    static class Timing {

        /** {@code null} if observations lead to more than meters. */
        @Bean
        @Nullable
        ExchangeTiming weirExchangeTiming(
                ConfigurableListableBeanFactory beans, Environment environment, MeterRegistry registry) {
            return new OnlyMeters(beans, environment).isTrue()
                    ? (listener, handler) -> new TimedExchanges(listener, handler, registry)
                    : null;
        }
    }
}
