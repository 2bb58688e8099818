package dev.weir.autoconfigure;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The spellings of one name, and the one chosen. */
final class NameSpellings {

    private final SettingsGroup group;

    /** By text, because {@link ConfigurationPropertyName}s that differ only in spelling are equal. */
    private final Map<String, ConfigurationPropertyName> spellings = new LinkedHashMap<>();

    private @Nullable ConfigurationPropertyName chosen;
    private @Nullable ConfigurationPropertySource chosenIn;

    NameSpellings(SettingsGroup group) {
        this.group = group;
    }

    /**
     * Adds a spelling. The spelling of the weakest source is chosen, because stronger sources override its settings;
     * that of an environment variable only if there is no other.
     *
     * @param source the source that has the spelling; sources have to be added in order, the strongest first
     * @throws InvalidSettingException if the source has two spellings
     */
    void add(ConfigurationPropertyName name, ConfigurationPropertySource source) {
        String text = text(name);
        spellings.putIfAbsent(text, name);
        if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource) {
            return;
        }
        if (chosen != null && source.equals(chosenIn) && !text(chosen).equals(text)) {
            throw new InvalidSettingException(
                    group.root() + "." + SettingsGroup.label(name),
                    null,
                    "is the same " + group.noun() + " as " + group.root() + "." + SettingsGroup.label(chosen)
                            + ": case, dashes and underscores make no difference",
                    "Rename one of them, or write their keys below one name.");
        }
        chosen = name;
        chosenIn = source;
    }

    private static String text(ConfigurationPropertyName name) {
        return (name.isLastElementIndexed() ? "[" : "") + SettingsGroup.label(name);
    }

    Collection<ConfigurationPropertyName> all() {
        return spellings.values();
    }

    ConfigurationPropertyName chosen() {
        return chosen == null ? spellings.values().iterator().next() : chosen;
    }
}
