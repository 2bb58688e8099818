package dev.weir.autoconfigure;

import dev.weir.accesslog.AccessLog;
import dev.weir.capture.CaptureLimits;
import dev.weir.capture.Captures;
import dev.weir.carriers.CarrierControl;
import dev.weir.jfr.JfrConnectionObserver;
import dev.weir.metrics.HandlerObservationConvention;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.Served;
import dev.weir.observe.UpstreamObserver;
import dev.weir.server.ConnectionLimit;
import dev.weir.server.ListenerBinder;
import dev.weir.server.ListenerDefinition;
import dev.weir.server.SharedResources;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.stream.BufferBudget;
import dev.weir.stream.FairYield;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.upstream.Upstream;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.integration.dsl.context.IntegrationFlowContext;
import org.springframework.util.unit.DataSize;

/** Auto-configuration for the listeners defined by {@code weir.listeners.*}. */
@AutoConfiguration(after = IntegrationAutoConfiguration.class)
@EnableConfigurationProperties(WeirProperties.class)
@Import({FramingConfiguration.class, ClientsConfiguration.class})
public class WeirAutoConfiguration {

    /** The name of the {@link Executor} bean that runs connections; a bean with this name replaces the default one. */
    public static final String CONNECTION_EXECUTOR = "weirConnectionExecutor";

    /** Static, because Spring Boot needs it before any settings are bound. */
    @Bean
    static SettingsBindHandlerAdvisor weirSettingsBindHandlerAdvisor(Environment environment) {
        return new SettingsBindHandlerAdvisor(environment);
    }

    /** Not a default candidate, so that Spring Boot still configures its own executor for other tasks. */
    @Bean(name = CONNECTION_EXECUTOR, defaultCandidate = false)
    @ConditionalOnMissingBean(name = CONNECTION_EXECUTOR)
    Executor weirConnectionExecutor() {
        return new VirtualThreadTaskExecutor("weir-");
    }

    /** {@code null} if it is disabled. */
    @Bean
    @Nullable
    CarrierControl weirCarrierControl(WeirProperties properties) {
        return properties.carriers().adaptive() ? CarrierControl.start(FairYield::takeLongestWait) : null;
    }

    /** {@code null} if it is disabled: no condition, since Spring AOT evaluates those when the application is built. */
    @Bean
    @ConditionalOnMissingBean(name = "weirAccessLog")
    @Nullable
    AccessLog weirAccessLog(WeirProperties properties) {
        if (!properties.accessLog().enabled()) {
            return null;
        }
        double rate = properties.accessLog().sampleRate();
        if (!(rate >= 0 && rate <= 1)) {
            throw new InvalidSettingException(
                    "weir.access-log.sample-rate",
                    rate,
                    "must be between 0 and 1",
                    "Set it to 1.0 for every connection.");
        }
        return new AccessLog(rate, properties.accessLog().probes());
    }

    @Bean
    @ConditionalOnMissingBean(name = "weirJfrConnectionObserver")
    JfrConnectionObserver weirJfrConnectionObserver() {
        return new JfrConnectionObserver();
    }

    /** Before the listeners, which it follows. */
    @Bean
    LocalPorts weirLocalPorts(ConfigurableEnvironment environment) {
        return new LocalPorts(environment);
    }

    /** Checked even where captures are not available. */
    @Bean
    CaptureLimits weirCaptureLimits(WeirProperties properties) {
        return CaptureLimitsMapper.of(properties.capture());
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "weir.observation.enabled", havingValue = false)
    ObservationOff weirObservationOff() {
        return new ObservationOff();
    }

    @Bean
    ConnectionObservers weirConnectionObservers(
            WeirProperties properties,
            Map<String, ConnectionObserver> observers,
            ObjectProvider<Captures> captures,
            ObjectProvider<ObservationOff> off) {
        boolean enabled = properties.observation().enabled();
        ObservationOff.check(enabled, off.getIfAvailable());
        return new ConnectionObservers(enabled, enabled ? observers : Map.of(), captures.getIfAvailable());
    }

    @Bean
    TlsContexts weirTlsContexts(ObjectProvider<SslBundles> bundles, Environment environment) {
        ServerNameKeys.check(environment);
        return new TlsContexts(bundles.getIfAvailable());
    }

    @Bean
    ListenerDefinitions weirListenerDefinitions(WeirProperties properties, TlsContexts contexts) {
        return ListenersMapper.of(properties, contexts);
    }

    /** A quarter of the heap by default; the rest is left to handlers. */
    @Bean
    @ConditionalOnMissingBean(name = "weirBufferBudget")
    BufferBudget weirBufferBudget(WeirProperties properties) {
        DataSize memory = properties.bufferMemory();
        long bytes = memory == null ? Runtime.getRuntime().maxMemory() / 4 : memory.toBytes();
        return new BufferBudget(Checks.bytesNotNegative("weir.buffer-memory", bytes));
    }

    /** The limit for all listeners together. */
    @Bean
    ConnectionLimit weirConnectionLimit(
            WeirProperties properties, ListenerDefinitions definitions, ForwardUpstreams upstreams) {
        return new ConnectionLimit(ProcessLimits.maxConnections(
                properties.maxConnections(),
                definitions.maxConnections(),
                upstreams.byListener().isEmpty() ? 1 : 2));
    }

    @Bean
    ForwardUpstreams weirForwardUpstreams(
            WeirProperties properties,
            ListenerDefinitions definitions,
            TlsContexts contexts,
            BufferBudget buffers,
            ObjectProvider<UpstreamObserver> observers) {
        return ForwardUpstreams.of(
                properties,
                definitions.all(),
                new UpstreamMapper(contexts),
                buffers,
                properties.observation().enabled()
                        ? new UpstreamObservers(observers.orderedStream().toList())
                        : UpstreamObserver.NONE);
    }

    @Bean
    HandlerObservation weirHandlerObservation(
            WeirProperties properties,
            ObjectProvider<ObservationRegistry> registry,
            ObjectProvider<HandlerObservationConvention> convention,
            ObjectProvider<HandlerTiming> timing) {
        return new HandlerObservation(
                properties.observation().enabled() ? registry.getIfAvailable() : null,
                convention.getIfAvailable(),
                timing.getIfAvailable());
    }

    @Bean
    Handlers weirHandlers(ListableBeanFactory beans, FrameHandlers frameHandlers, HandlerObservation observation) {
        return new Handlers(new HandlerBeans(beans), frameHandlers, observation);
    }

    @Bean
    SharedResources weirSharedResources(
            @Qualifier(CONNECTION_EXECUTOR) Executor executor,
            ConnectionLimit processLimit,
            BufferBudget buffers,
            IntegrationFlowContext flows,
            ObjectProvider<ListenerBinder> binder,
            WeirProperties properties) {
        return new SharedResources(
                executor,
                processLimit,
                buffers,
                flows,
                binder.getIfAvailable(() -> ListenerBinders.of(properties.transport())));
    }

    @Bean
    StreamListeners weirStreamListeners(
            WeirProperties properties,
            ListenerDefinitions definitions,
            Handlers handlers,
            ForwardUpstreams upstreams,
            ConnectionObservers observers,
            SharedResources resources,
            ApplicationContext context) {
        return new StreamListeners(
                definitions.all().stream()
                        .map(definition -> {
                            Upstream upstream = upstreams.find(definition.name());
                            return listener(
                                    definition,
                                    handlers.find(definition, framing(properties, definition), upstream),
                                    upstream,
                                    observers,
                                    resources);
                        })
                        .toList(),
                DrainSettingsMapper.of(properties.shutdown()),
                context);
    }

    private static @Nullable FramingProperties framing(WeirProperties properties, ListenerDefinition definition) {
        return Objects.requireNonNull(properties.listeners().get(definition.name()))
                .framing();
    }

    private static StreamListener listener(
            ListenerDefinition definition,
            TcpStreamHandler handler,
            @Nullable Upstream upstream,
            ConnectionObservers observers,
            SharedResources resources) {
        var statistics = new ListenerStatistics(
                definition.name(),
                definition.handlerName(),
                definition.limits().maxConnections(),
                served(handler, upstream));
        return new StreamListener(definition, handler, upstream, observers.of(statistics), resources);
    }

    private static Served served(TcpStreamHandler handler, @Nullable Upstream upstream) {
        if (upstream != null) {
            return Served.FORWARDED;
        }
        return HandlerObservation.isFramed(handler) ? Served.FRAMES : Served.BYTES;
    }
}
