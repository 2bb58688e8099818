package dev.weir.autoconfigure;

import dev.weir.actuate.ListenerGraphProperties;
import dev.weir.server.StreamListeners;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.integration.actuate.endpoint.IntegrationGraphEndpoint;
import org.springframework.boot.integration.autoconfigure.IntegrationGraphEndpointAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.integration.graph.IntegrationGraphServer;

/** Auto-configuration for an integration graph with the listeners' connections, in place of Boot's own graph. */
@AutoConfiguration(after = WeirAutoConfiguration.class, before = IntegrationGraphEndpointAutoConfiguration.class)
@ConditionalOnClass({IntegrationGraphServer.class, IntegrationGraphEndpoint.class})
@ConditionalOnAvailableEndpoint(IntegrationGraphEndpoint.class)
public class WeirIntegrationGraphAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    IntegrationGraphServer integrationGraphServer(ObjectProvider<StreamListeners> listeners) {
        var graph = new IntegrationGraphServer();
        graph.setAdditionalPropertiesCallback(new ListenerGraphProperties(listeners::getObject));
        return graph;
    }
}
