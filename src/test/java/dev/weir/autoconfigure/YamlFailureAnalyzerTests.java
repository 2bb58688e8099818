package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** Settings that are no YAML end the log with the place and the remedy, and no stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class YamlFailureAnalyzerTests {

    @TempDir
    private Path directory;

    @Configuration(proxyBeanMethods = false)
    static class Application {}

    @Test
    void anAddressWithoutQuotes(CapturedOutput output) throws IOException {
        assertReport(output, "weir:\n  listeners:\n    echo:\n      address: [::1]:3000\n")
                .contains("application.yml, line 4, column 17 cannot be read as YAML")
                .contains("    address: [::1]:3000")
                .contains("Quote an address that begins with a bracket: \"[::1]:3000\".");
    }

    @Test
    void aTab(CapturedOutput output) throws IOException {
        assertReport(output, "weir:\n\tlisteners:\n").contains("line 2").contains("Indent with spaces");
    }

    @Test
    void aValueThatBeginsWithAnAsterisk(CapturedOutput output) throws IOException {
        assertReport(output, "weir:\n  a: *.example.org\n").contains("Quote a value that begins with *");
    }

    @Test
    void aKeyThatIsThereTwice(CapturedOutput output) throws IOException {
        assertReport(output, "weir:\n  a: 1\n  a: 2\n").contains("duplicate key");
    }

    private AbstractStringAssert<?> assertReport(CapturedOutput output, String yaml) throws IOException {
        Files.writeString(directory.resolve("application.yml"), yaml);
        System.setProperty("spring.config.location", "file:" + directory + "/");
        try {
            SpringApplication application = new SpringApplicationBuilder(Application.class)
                    .web(WebApplicationType.NONE)
                    .build();
            try (var _ = application.run()) {
                throw new AssertionError("it has started");
            } catch (RuntimeException _) {
                // Reported.
            }
        } finally {
            System.clearProperty("spring.config.location");
        }
        return assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START")
                .doesNotContain("\tat ");
    }
}
