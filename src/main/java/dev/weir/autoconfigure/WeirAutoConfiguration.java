package dev.weir.autoconfigure;

import dev.weir.observe.ListenerStatistics;
import dev.weir.server.StreamServer;
import dev.weir.server.StreamServers;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.integration.dsl.context.IntegrationFlowContext;

/** The listeners that {@code weir.listeners.*} defines, each with its handler. */
@AutoConfiguration(after = IntegrationAutoConfiguration.class)
@EnableConfigurationProperties(WeirProperties.class)
public class WeirAutoConfiguration {

    /** The name of the {@link Executor} that runs connections; declare a bean of that name to replace it. */
    public static final String CONNECTION_EXECUTOR = "weirConnectionExecutor";

    /** Not a default candidate: an executor for connections is no reason for Boot to withdraw its own for other tasks. */
    @Bean(name = CONNECTION_EXECUTOR, defaultCandidate = false)
    @ConditionalOnMissingBean(name = CONNECTION_EXECUTOR)
    Executor weirConnectionExecutor() {
        return new VirtualThreadTaskExecutor("weir-");
    }

    @Bean
    StreamServers streamServers(
            WeirProperties properties,
            ListableBeanFactory beans,
            IntegrationFlowContext flows,
            @Qualifier(CONNECTION_EXECUTOR) Executor executor) {
        var handlers = new Handlers(beans);
        return new StreamServers(
                ListenerDefinitions.of(properties).stream()
                        .map(definition -> {
                            var statistics = new ListenerStatistics(definition.name());
                            return new StreamServer(
                                    definition, handlers.find(definition), statistics, statistics, executor);
                        })
                        .toList(),
                flows);
    }
}
