package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.autoconfigure.WeirProperties;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;

class ReadmeTests {

    @Test
    void settingsOfAListenerAreAllThereWithTheirDefaults() throws Exception {
        assertDescribed(Readme.read().table("Settings", 0), WeirProperties.Listener.class);
    }

    @Test
    void settingsOfAllListenersAreAllThereWithTheirDefaults() throws Exception {
        assertDescribed(Readme.read().table("Settings", 1), WeirProperties.class);
    }

    private static void assertDescribed(List<List<String>> table, Class<?> settings) {
        Map<String, String> written = new LinkedHashMap<>();
        for (List<String> row : table) {
            written.put(row.get(0).replace("`", ""), row.get(1).replace("`", ""));
        }
        Map<String, String> real = new LinkedHashMap<>();
        collect("", settings, real);
        assertThat(written.keySet()).containsExactlyElementsOf(real.keySet());
        real.forEach((key, value) -> {
            if (value.isEmpty()) {
                assertThat(written.get(key))
                        .as(key)
                        .isIn("required", "empty", "none", "the system's", "the descriptors'", "a quarter of the heap");
            } else {
                assertThat(written.get(key)).as(key).isEqualTo(value);
            }
        });
    }

    private static void collect(String prefix, Class<?> settings, Map<String, String> into) {
        for (RecordComponent component : settings.getRecordComponents()) {
            String key = prefix + DataObjectPropertyName.toDashedForm(component.getName());
            if (component.getType().isRecord()) {
                collect(key + ".", component.getType(), into);
            } else if (!component.getName().equals("listeners")) {
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
