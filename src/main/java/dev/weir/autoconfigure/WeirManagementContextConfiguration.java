package dev.weir.autoconfigure;

import dev.weir.actuate.EndpointInterceptor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.CorsEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.handler.MappedInterceptor;

/**
 * The guard of the endpoints, in the context of the web server that serves them: the application's, or the one of
 * {@code management.server.port}. With Spring MVC only.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@EnableConfigurationProperties(CorsEndpointProperties.class)
public class WeirManagementContextConfiguration {

    /** For all paths, because the interceptor itself knows its endpoints by what Spring MVC has chosen. */
    @Bean
    @ConditionalOnMissingBean(name = "weirEndpointInterceptor")
    MappedInterceptor weirEndpointInterceptor(
            ObjectProvider<PathMappedEndpoints> endpoints, CorsEndpointProperties cors) {
        return new MappedInterceptor(null, new EndpointInterceptor(endpoints::getObject, cors.toCorsConfiguration()));
    }
}
