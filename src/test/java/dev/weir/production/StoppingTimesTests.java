package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.autoconfigure.WeirProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/** The drain, and the scrape after it, end before Spring's timeout, and the process before it is killed, each with a margin. */
class StoppingTimesTests {

    /** Closing what is left takes up to a second; the other phases and the JVM's own end are short. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final Duration BOOTS_PHASE_TIMEOUT = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "drain: {preStop: 0s, delay: 0s, gracePeriod: 1s, scrapeDelay: 0s}",
                "drain: {preStop: 7s, delay: 1500ms, idle: 2s, gracePeriod: 2m, scrapeDelay: 1m, margin: 9s}",
                "drain: {delay: 1m, gracePeriod: 1h}",
            })
    void thePodOfTheChartIsNotKilledInItsDrain(String values) throws IOException {
        Binder settings =
                bound(new ByteArrayResource(Chart.applicationText(values).getBytes(StandardCharsets.UTF_8)));
        assertSpringWaits(settings);
        KubernetesObject workload = Chart.render(values, "Deployment");
        int grace = (int) Objects.requireNonNull(workload.find("spec.template.spec.terminationGracePeriodSeconds"));
        int preStop = workload.find("spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds")
                        instanceof Integer seconds
                ? seconds
                : 0;
        assertThat(Duration.ofSeconds(grace))
                .isGreaterThanOrEqualTo(
                        Duration.ofSeconds(preStop).plus(phaseTimeout(settings)).plus(MARGIN));
    }

    @Test
    void composeDoesNotKillWeirInItsDrain() throws IOException {
        Object services =
                Chart.yamlDocuments(Path.of("docker-compose.yml")).getFirst().get("services");
        String mount = String.valueOf(Trees.find(services, "weir.volumes[0]"));
        Binder settings = bound(new FileSystemResource(mount.substring(0, mount.indexOf(':'))));
        String grace = String.valueOf(Trees.find(services, "weir.stop_grace_period"));
        assertThat(DurationStyle.detectAndParse(grace))
                .isGreaterThanOrEqualTo(phaseTimeout(settings).plus(MARGIN));
    }

    static Stream<Path> deliveredSettings() throws IOException {
        try (var samples = Files.list(Path.of("config/samples"))) {
            return Stream.concat(
                            samples.toList().stream(),
                            Stream.of(Path.of("config/application.yml"), Path.of("config/image/settings.yml")))
                    .sorted();
        }
    }

    @ParameterizedTest
    @MethodSource("deliveredSettings")
    void springWaitsForTheDrainOfAllDeliveredSettings(Path file) throws IOException {
        assertSpringWaits(bound(new FileSystemResource(file)));
    }

    /** The table of the page, in seconds from the moment the pod is told to go. */
    @Test
    void theDocumentationHasTheChartsTimes() throws IOException {
        Binder settings = bound(new ByteArrayResource(Chart.applicationText("").getBytes(StandardCharsets.UTF_8)));
        KubernetesObject workload = Chart.render("", "Deployment");
        int preStop = (int) Objects.requireNonNull(
                workload.find("spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds"));
        WeirProperties.Shutdown shutdown = shutdown(settings);
        long closed = preStop + shutdown.delay().toSeconds();
        long forced = closed + shutdown.gracePeriod().toSeconds();
        long scraped = forced + shutdown.scrapeDelay().toSeconds();
        assertThat(Files.readString(Path.of("docs/production.md"), StandardCharsets.UTF_8))
                .contains(
                        "\n| 0 to %d | ".formatted(preStop),
                        "\n| %d to %d | ".formatted(preStop, closed),
                        "\n| %d to %d | ".formatted(closed, forced),
                        "\n| %d | The remaining streams are closed".formatted(forced),
                        "\n| %d to %d | If any stream was open".formatted(forced, scraped),
                        "\n| %s | The kubelet"
                                .formatted(workload.text("spec.template.spec.terminationGracePeriodSeconds")));
    }

    private static void assertSpringWaits(Binder settings) {
        assertThat(phaseTimeout(settings))
                .isGreaterThanOrEqualTo(drain(settings).plus(MARGIN));
    }

    private static Duration drain(Binder settings) {
        WeirProperties.Shutdown shutdown = shutdown(settings);
        return shutdown.delay().plus(shutdown.gracePeriod()).plus(shutdown.scrapeDelay());
    }

    private static WeirProperties.Shutdown shutdown(Binder settings) {
        return settings.bindOrCreate("weir.shutdown", WeirProperties.Shutdown.class);
    }

    private static Duration phaseTimeout(Binder settings) {
        return settings.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
                .orElse(BOOTS_PHASE_TIMEOUT);
    }

    private static Binder bound(Resource yaml) throws IOException {
        var sources = new MutablePropertySources();
        List.copyOf(new YamlPropertySourceLoader().load(yaml.getDescription(), yaml))
                .forEach(sources::addLast);
        return new Binder(ConfigurationPropertySources.from(sources));
    }
}
