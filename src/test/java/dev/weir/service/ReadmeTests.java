package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.autoconfigure.ClientProperties;
import dev.weir.autoconfigure.WeirProperties;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;

class ReadmeTests {

    @Test
    void settingsOfAListenerAreAllThereWithTheirDefaults() throws Exception {
        assertDescribed(Readme.read().table("Settings", 0), WeirProperties.Listener.class);
    }

    @Test
    void settingsOfAllListenersAreAllThereWithTheirDefaults() throws Exception {
        assertDescribed(Readme.read().table("Settings", 1), WeirProperties.class, "listeners", "clients");
    }

    @Test
    void settingsOfAClientAreAllThereWithTheirDefaults() throws Exception {
        assertDescribed(Readme.page(Path.of("docs/clients.md")).table("Settings"), ClientProperties.class, "framing");
    }

    @Test
    void namesTheVersionsOfSpringBootThatAnApplicationIsTestedWith() throws Exception {
        assertThat(Files.readString(Path.of("README.md")))
                .contains("tested with "
                        + String.join(" and ", ConsumerIT.versions().reversed()) + " |");
    }

    /** The picture of a connection's way is drawn with classes that exist. */
    @Test
    void howItWorksNamesClassesThatExist() throws Exception {
        assertThat(Readme.read().blocks("How it works", "text")).singleElement().satisfies(picture -> {
            Set<String> sources = sources();
            Set<String> classes = Pattern.compile("\\b[A-Z][a-z]+[A-Z]\\w+|-> (\\w+)")
                    .matcher(picture)
                    .results()
                    .map(match -> match.group().replace("-> ", ""))
                    .collect(Collectors.toSet());
            assertThat(classes).hasSizeGreaterThan(10).isSubsetOf(sources);
        });
    }

    private static Set<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "CONTRIBUTING.md",
                "SECURITY.md",
                "docs/capture.md",
                "docs/clients.md",
                "docs/forward.md",
                "docs/production.md",
                "docs/protocols.md",
                "docs/testing.md",
                "docs/benchmarks/README.md",
                "helm/weir/README.md"
            })
    void linksLeadToFiles(String page) throws IOException {
        Path from = Path.of(page);
        assertThat(Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)")
                        .matcher(Files.readString(from))
                        .results()
                        .map(match -> from.resolveSibling(match.group(1))))
                .allSatisfy(target -> assertThat(target).exists());
    }

    /** @param elsewhere keys that are described in another place */
    private static void assertDescribed(List<List<String>> table, Class<?> settings, String... elsewhere) {
        Map<String, String> written = new LinkedHashMap<>();
        for (List<String> row : table) {
            written.put(row.get(0).replace("`", ""), row.get(1).replace("`", ""));
        }
        Map<String, String> real = new LinkedHashMap<>();
        collect("", settings, real, Set.of(elsewhere));
        assertThat(written.keySet()).containsExactlyElementsOf(real.keySet());
        real.forEach((key, value) -> {
            if (value.isEmpty()) {
                assertThat(written.get(key))
                        .as(key)
                        .isIn(
                                "required",
                                "empty",
                                "none",
                                "first",
                                "offset + size",
                                "the host",
                                "system default",
                                "from nofile",
                                "a quarter of the heap");
            } else {
                assertThat(written.get(key)).as(key).isEqualTo(value);
            }
        });
    }

    private static void collect(String prefix, Class<?> settings, Map<String, String> into, Set<String> elsewhere) {
        for (RecordComponent component : settings.getRecordComponents()) {
            String key = prefix + DataObjectPropertyName.toDashedForm(component.getName());
            if (elsewhere.contains(key)) {
                continue;
            }
            if (component.getType().isRecord()) {
                collect(key + ".", component.getType(), into, elsewhere);
            } else {
                into.put(key, defaultOf(settings, component));
            }
        }
    }

    /** On the constructor's parameter: a record does not pass it on to the component. */
    private static String defaultOf(Class<?> settings, RecordComponent component) {
        for (var parameter : settings.getDeclaredConstructors()[0].getParameters()) {
            DefaultValue value = parameter.getAnnotation(DefaultValue.class);
            if (parameter.getName().equals(component.getName()) && value != null) {
                return String.join(", ", value.value());
            }
        }
        return "";
    }
}
