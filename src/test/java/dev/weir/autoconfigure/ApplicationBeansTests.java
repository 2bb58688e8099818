package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.StreamListeners;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.RunningApplication;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The application's own beans beside Weir's. */
@ExtendWith(OutputCaptureExtension.class)
class ApplicationBeansTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    IntegrationAutoConfiguration.class,
                    WeirAutoConfiguration.class,
                    WeirActuatorAutoConfiguration.class,
                    WeirMetricsAutoConfiguration.class));

    private static String listener(String handler) {
        return "weir.listeners.a.handler=" + handler;
    }

    @Configuration(proxyBeanMethods = false)
    static class WithAlias {

        @Bean({"shout", "loud"})
        TcpStreamHandler shout() {
            return stream -> stream.writeAll(new byte[1]);
        }

        @Bean
        String words() {
            return "no handler";
        }
    }

    @Test
    void findsAHandlerByItsAlias() {
        runner.withUserConfiguration(WithAlias.class)
                .withPropertyValues("weir.listeners.a.address=127.0.0.1:0", listener("loud"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void findsAHandlerOfAParentContext() {
        try (var parent = new AnnotationConfigApplicationContext(WithAlias.class)) {
            runner.withParent(parent)
                    .withPropertyValues("weir.listeners.a.address=127.0.0.1:0", listener("shout"))
                    .run(context -> assertThat(context).hasNotFailed());
            runner.withParent(parent)
                    .withPropertyValues("weir.listeners.a.address=127.0.0.1:0", listener("whisper"))
                    .run(context -> assertThat(context)
                            .getFailure()
                            .rootCause()
                            .hasMessageContaining("names no TcpStreamHandler bean: whisper"));
        }
    }

    @Test
    void rejectsABeanOfAnotherTypeAndNamesTheType() {
        runner.withUserConfiguration(WithAlias.class)
                .withPropertyValues("weir.listeners.a.address=127.0.0.1:0", listener("words"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining(
                                "names a bean that is no TcpStreamHandler but a java.lang.String: words"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "weirAccessLog",
                "weirJfrConnectionObserver",
                "weirBufferMeters",
                "weirConnectionTimers",
                "weirTlsTimers",
                "weirListenerMeters",
                "weirInfoContributor"
            })
    void beanOfTheApplicationReplacesWeirsBeanOfThatName(String name) {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .bean(name, String.class, () -> "the application's")
                .start()) {
            assertThat(application.context().getBean(name)).isEqualTo("the application's");
        }
    }

    @Test
    void healthComponentOfTheApplicationReplacesWeirs() throws Exception {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .bean(
                        "tcpHealthIndicator",
                        HealthIndicator.class,
                        () -> () -> Health.up().withDetail("mine", true).build())
                .start()) {
            assertThat(application.get("health").body()).contains("\"mine\":true");
        }
    }

    @Test
    void servesWithoutActuatorAndWithoutMeters() {
        runner.withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.actuate", "org.springframework.boot.health", "io.micrometer.core"))
                .withPropertyValues("weir.listeners.a.address=127.0.0.1:0", listener("echo"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    var address = context.getBean(StreamListeners.class)
                            .find("a")
                            .state()
                            .boundAddress();
                    try (var socket = new Socket()) {
                        socket.connect(address);
                        socket.getOutputStream().write(7);
                        assertThat(socket.getInputStream().read()).isEqualTo(7);
                    }
                });
    }

    @Test
    void infoCanBeSwitchedOff() throws Exception {
        try (var application = RunningApplication.application()
                .listener("echo", "echo")
                .with("management.info.weir.enabled=false")
                .start()) {
            assertThat(application.get("info").body()).doesNotContain("\"weir\":{");
        }
    }

    @Test
    void warnsWithoutAnyListener(CapturedOutput output) {
        runner.run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("No TCP listener is defined: nothing is served.");
        runner.withPropertyValues(
                        "weir.listeners.a.address=127.0.0.1:0", listener("echo"), "weir.listeners.a.enabled=false")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("No TCP listener is enabled: nothing is served.");
    }
}
