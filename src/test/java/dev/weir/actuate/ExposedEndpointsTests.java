package dev.weir.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.AbstractBooleanAssert;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** Whether a change is allowed, as actuator itself decides. */
class ExposedEndpointsTests {

    @WebEndpoint(id = "changeable", defaultAccess = Access.READ_ONLY)
    static final class Changeable {

        @ReadOperation
        String read() {
            return "";
        }

        @DeleteOperation
        void end(@Selector String id) {}
    }

    @Test
    void aChangeIsNotAllowedByDefault() {
        allows().isFalse();
    }

    @Test
    void aChangeIsAllowedWithUnrestrictedAccess() {
        allows("management.endpoint.changeable.access=unrestricted").isTrue();
        allows("management.endpoints.access.default=unrestricted").isTrue();
        allows("management.endpoint.changeable.access=read-only", "management.endpoints.access.default=unrestricted")
                .isFalse();
    }

    @Test
    void aChangeIsNotAllowedAboveTheMaximum() {
        allows(
                        "management.endpoint.changeable.access=unrestricted",
                        "management.endpoints.access.max-permitted=read-only")
                .isFalse();
    }

    @Test
    void aChangeIsNotAllowedWhereTheEndpointIsNotExposed() {
        allows(
                        "management.endpoint.changeable.access=unrestricted",
                        "management.endpoints.web.exposure.exclude=changeable")
                .isFalse();
    }

    private static AbstractBooleanAssert<?> allows(String... settings) {
        var allowed = new boolean[2];
        new WebApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class))
                .withInitializer(
                        context -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
                .withBean(Changeable.class)
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .withPropertyValues(settings)
                .run(context -> {
                    var endpoints = new ExposedEndpoints(context.getBeanProvider(WebEndpointsSupplier.class));
                    allowed[0] = endpoints.allows("changeable", WebEndpointHttpMethod.DELETE);
                    allowed[1] = endpoints.allows("changeable", WebEndpointHttpMethod.POST);
                });
        assertThat(allowed[1]).as("there is no such operation").isFalse();
        return assertThat(allowed[0]);
    }
}
