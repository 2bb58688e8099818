package dev.weir.autoconfigure;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * A view of a source that has the settings of one listener or client, whatever their spelling, under the chosen spelling.
 *
 * @param source the source
 * @param spellings the spellings of the name
 */
record RenamedSource(IterableConfigurationPropertySource source, NameSpellings spellings)
        implements IterableConfigurationPropertySource {

    @Override
    public Stream<ConfigurationPropertyName> stream() {
        return spellings.all().stream()
                .flatMap(spelling -> source.stream()
                        .filter(name -> spelling.isAncestorOf(name))
                        .map(name -> under(spellings.chosen(), name)));
    }

    @Override
    public @Nullable ConfigurationProperty getConfigurationProperty(@Nullable ConfigurationPropertyName name) {
        if (name == null || !spellings.chosen().isAncestorOf(name)) {
            return null;
        }
        for (ConfigurationPropertyName spelling : spellings.all()) {
            ConfigurationProperty property = source.getConfigurationProperty(under(spelling, name));
            if (property != null) {
                return new ConfigurationProperty(name, property.getValue(), property.getOrigin());
            }
        }
        return null;
    }

    @Override
    public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
        boolean present = spellings.all().stream()
                .anyMatch(spelling ->
                        source.containsDescendantOf(under(spelling, name)) == ConfigurationPropertyState.PRESENT);
        return present ? ConfigurationPropertyState.PRESENT : ConfigurationPropertyState.ABSENT;
    }

    @Override
    public @Nullable Object getUnderlyingSource() {
        return source.getUnderlyingSource();
    }

    private static ConfigurationPropertyName under(ConfigurationPropertyName chosen, ConfigurationPropertyName name) {
        return chosen.append(name.subName(SettingsGroup.ELEMENTS));
    }
}
