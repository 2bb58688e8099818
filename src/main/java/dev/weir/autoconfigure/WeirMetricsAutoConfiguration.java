package dev.weir.autoconfigure;

import dev.weir.metrics.TcpServerMeters;
import dev.weir.server.StreamServer;
import dev.weir.server.StreamServers;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The listeners' meters, for whatever registries the application has. */
@AutoConfiguration(after = WeirAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
public class WeirMetricsAutoConfiguration {

    @Bean
    TcpServerMeters tcpServerMeters(StreamServers servers) {
        return new TcpServerMeters(
                servers.all().stream().map(StreamServer::statistics).toList());
    }
}
