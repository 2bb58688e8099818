package dev.weir.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/** Reads the names of clients before any settings are bound. */
final class ClientNames {

    private ClientNames() {}

    /** Returns whether each client has frames, by its name. */
    static Map<String, Boolean> read(Environment environment) {
        var written = new WrittenSettings(environment);
        var names = new LinkedHashMap<String, Boolean>();
        SpelledNames.read(SettingsGroup.CLIENTS, ConfigurationPropertySources.get(environment))
                .byUniformName()
                .values()
                .forEach(spellings -> names.put(
                        SettingsGroup.label(spellings.chosen()),
                        spellings.all().stream()
                                .anyMatch(spelling -> written.findAtOrBelow(spelling + ".framing") != null)));
        return names;
    }
}
