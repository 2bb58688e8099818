package dev.weir.autoconfigure;

import dev.weir.actuate.CertificateExpiry;
import dev.weir.actuate.Changes;
import dev.weir.actuate.CsrfTokens;
import dev.weir.actuate.ReadinessGroupPostProcessor;
import dev.weir.actuate.SpringSecurityCsrfTokens;
import dev.weir.actuate.TcpCapturesEndpoint;
import dev.weir.actuate.TcpClientsEndpoint;
import dev.weir.actuate.TcpClientsHealthIndicator;
import dev.weir.actuate.TcpClosedEndpoint;
import dev.weir.actuate.TcpHealthIndicator;
import dev.weir.actuate.TcpInfoContributor;
import dev.weir.actuate.TcpListenersEndpoint;
import dev.weir.actuate.TcpStreamsEndpoint;
import dev.weir.actuate.WeirEndpoint;
import dev.weir.capture.CaptureLimits;
import dev.weir.capture.Captures;
import dev.weir.client.TcpClients;
import dev.weir.server.ConnectionLimit;
import dev.weir.server.StreamListeners;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.context.request.RequestContextHolder;

/** Auto-configuration for the actuator endpoints, health and info of listeners. */
@AutoConfiguration(
        after = WeirAutoConfiguration.class,
        afterName =
                "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnClass(Endpoint.class)
public class WeirActuatorAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Changes weirChanges(ApplicationEventPublisher events) {
        return new Changes(events);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnMissingBean
    TcpListenersEndpoint weirTcpListenersEndpoint(StreamListeners listeners, Changes changes) {
        return new TcpListenersEndpoint(listeners, changes);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnMissingBean
    TcpStreamsEndpoint weirTcpStreamsEndpoint(StreamListeners listeners, Changes changes) {
        return new TcpStreamsEndpoint(listeners, changes);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnMissingBean
    TcpClientsEndpoint weirTcpClientsEndpoint(TcpClients clients) {
        return new TcpClientsEndpoint(clients);
    }

    /** Without it connections have no layer for captures. */
    @Bean
    @ConditionalOnAvailableEndpoint(endpoint = TcpCapturesEndpoint.class)
    Captures weirCaptures(CaptureLimits limits) {
        return new Captures(limits);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnMissingBean
    TcpCapturesEndpoint weirTcpCapturesEndpoint(
            StreamListeners listeners, Captures captures, WeirProperties properties, Changes changes) {
        return new TcpCapturesEndpoint(listeners, captures, CaptureSettingsMapper.of(properties), changes);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnMissingBean
    TcpClosedEndpoint weirTcpClosedEndpoint(StreamListeners listeners) {
        return new TcpClosedEndpoint(listeners);
    }

    /** Certificates come from Spring Boot's SSL bundles here; an application that has others replaces this bean. */
    @Bean
    @ConditionalOnMissingBean
    CertificateExpiry weirCertificateExpiry(TlsContexts contexts, WeirProperties properties) {
        return contexts.expiry(properties);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    @ConditionalOnMissingBean
    WeirEndpoint weirEndpoint(
            StreamListeners listeners,
            TcpClients clients,
            ConnectionLimit processLimit,
            CertificateExpiry certificates,
            ApplicationContext context) {
        return new WeirEndpoint(listeners, clients, processLimit, certificates, context);
    }

    @Bean
    @ConditionalOnEnabledInfoContributor("weir")
    @ConditionalOnMissingBean(name = "weirInfoContributor")
    InfoContributor weirInfoContributor(StreamListeners listeners) {
        return new TcpInfoContributor(listeners);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({CsrfToken.class, RequestContextHolder.class})
    static class SpringSecurityConfiguration {

        @Bean
        @ConditionalOnMissingBean
        CsrfTokens weirCsrfTokens() {
            return new SpringSecurityCsrfTokens();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    @ConditionalOnEnabledHealthIndicator("tcp")
    static class HealthConfiguration {

        /**
         * The bean's name makes the component {@code tcp}; an application replaces the component with a bean of that
         * name.
         */
        @Bean
        @ConditionalOnMissingBean(name = {"tcpHealthIndicator", "tcpHealthContributor"})
        HealthIndicator tcpHealthIndicator(StreamListeners listeners) {
            return new TcpHealthIndicator(listeners);
        }

        /** Static, because it is a post processor: Boot creates it while other beans are still being created. */
        @Bean
        @ConditionalOnMissingBean(name = "weirReadinessGroup")
        static HealthEndpointGroupsPostProcessor weirReadinessGroup(ObjectProvider<HealthEndpointProperties> health) {
            return new ReadinessGroupPostProcessor(
                    () -> health.getObject().getGroup().containsKey("readiness"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    @ConditionalOnEnabledHealthIndicator("tcp-clients")
    static class ClientsHealthConfiguration {

        /** As for {@code tcp}, the bean's name makes the component. {@code null}, and so no component, without clients. */
        @Bean
        @ConditionalOnMissingBean(name = {"tcpClientsHealthIndicator", "tcpClientsHealthContributor"})
        @Nullable
        HealthIndicator tcpClientsHealthIndicator(TcpClients clients) {
            return clients.all().isEmpty() ? null : new TcpClientsHealthIndicator(clients);
        }
    }
}
