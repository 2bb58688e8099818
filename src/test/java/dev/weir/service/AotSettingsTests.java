package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class AotSettingsTests {

    private static final String EXPOSED = "management.endpoints.web.exposure.include";
    private static final String ACCESS = "management.endpoint.tcplisteners.access";

    /** Those that decided, in an image that exposes three endpoints. */
    private static final AotSettings SETTINGS = AotSettings.read(
            List.of(
                    EXPOSED,
                    EXPOSED + "[0]",
                    ACCESS,
                    "management.endpoint.tcpcaptures.access",
                    "management.server.port",
                    "server.port",
                    "spring.threads.virtual.enabled"),
            environment(Map.of(EXPOSED, "health,prometheus,tcplisteners", "server.port", "8080")));

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                EXPOSED + ",\"health,prometheus,tcplisteners\"",
                EXPOSED + ",\"tcplisteners, health\"",
                EXPOSED + "[0],prometheus",
                ACCESS + ",unrestricted",
                ACCESS + ",read-only",
                "server.port,9090",
                "weir.access-log.enabled,false",
            })
    void remainsRightForOtherValuesThatGiveTheSameBeans(String name, String value) {
        assertThat(SETTINGS.findChanged(environment(
                        name.startsWith(EXPOSED) ? Map.of(name, value) : Map.of(name, value, EXPOSED, "health"))))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        ACCESS + ",none",
        "management.endpoint.tcpcaptures.access,unrestricted",
        "management.server.port,9090",
        "management.server.port,${nothing}",
        "spring.threads.virtual.enabled,true",
    })
    void findsWhatWouldGiveOtherBeans(String name, String value) {
        assertThat(SETTINGS.findChanged(environment(Map.of(name, value)))).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "health,loggers", "Health"})
    void findsAnEndpointThatWasNotExposed(String exposed) {
        assertThat(SETTINGS.findChanged(environment(Map.of(EXPOSED, exposed)))).isEqualTo(EXPOSED);
        assertThat(SETTINGS.findChanged(environment(Map.of(EXPOSED + "[0]", exposed))))
                .isIn(EXPOSED, EXPOSED + "[0]");
    }

    @Test
    void knowsTheSpellingsOfSpringBoot() {
        ConfigurableEnvironment environment = environment(Map.of());
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of("MANAGEMENT_SERVER_PORT", "9090")));
        assertThat(SETTINGS.findChanged(environment)).isEqualTo("management.server.port");
    }

    @Test
    void isTheSameAfterItsFile() {
        AotSettings parsed = AotSettings.parse(SETTINGS.toText());
        assertThat(parsed.toText())
                .isEqualTo(SETTINGS.toText())
                .contains(EXPOSED + "=health,prometheus,tcplisteners\n", "management.server.port\n")
                .doesNotContain("\nserver.port");
        assertThat(parsed.findChanged(environment(Map.of("spring.threads.virtual.enabled", ""))))
                .as("an empty value is a value")
                .isEqualTo("spring.threads.virtual.enabled");
    }

    @Test
    void hasNoFileForAValueOfTwoLines() {
        AotSettings settings = AotSettings.read(List.of("a"), environment(Map.of("a", "1\nb=2")));
        assertThatThrownBy(settings::toText)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than one line");
    }

    private static ConfigurableEnvironment environment(Map<String, Object> settings) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment.getPropertySources().addFirst(new MapPropertySource("settings", settings));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }
}
