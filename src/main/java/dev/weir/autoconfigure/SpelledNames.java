package dev.weir.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * Merges the settings of a listener or client whose name is spelled differently in different sources. Names that differ only in
 * case, dashes and underscores are the same: an environment variable cannot express the difference.
 *
 * @param group what has the names
 * @param sources the sources, the strongest first
 * @param byUniformName each name's spellings, by the name in lower case without dashes and underscores
 */
record SpelledNames(
        SettingsGroup group, Iterable<ConfigurationPropertySource> sources, Map<String, NameSpellings> byUniformName) {

    /** @throws InvalidSettingException if a source spells one name in two ways */
    static SpelledNames read(SettingsGroup group, Iterable<ConfigurationPropertySource> sources) {
        var names = new LinkedHashMap<String, NameSpellings>();
        for (ConfigurationPropertySource source : sources) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream()
                        .filter(group.root()::isAncestorOf)
                        .forEach(name -> names.computeIfAbsent(uniform(name), _ -> new NameSpellings(group))
                                .add(name.chop(SettingsGroup.ELEMENTS), iterable));
            }
        }
        return new SpelledNames(group, sources, names);
    }

    private static String uniform(ConfigurationPropertyName name) {
        return SettingsGroup.label(name).replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    /**
     * Binds what has a name with several spellings again, from all spellings.
     *
     * @param bound what Boot has bound, by spelling
     * @return the same by name
     */
    Map<String, Object> merge(Map<?, ?> bound, PlaceholdersResolver placeholders, BindHandler handler) {
        var merged = new LinkedHashMap<String, Object>();
        bound.forEach((spelling, value) -> {
            NameSpellings spellings = byUniformName.get(
                    String.valueOf(spelling).replaceAll("[-_]", "").toLowerCase(Locale.ROOT));
            if (spellings == null || spellings.all().size() == 1) {
                merged.put(String.valueOf(spelling), value);
            } else {
                merged.computeIfAbsent(
                        SettingsGroup.label(spellings.chosen()),
                        _ -> new Binder(renamed(spellings), placeholders)
                                .bind(spellings.chosen(), Bindable.of(group.type()), handler)
                                .get());
            }
        });
        return merged;
    }

    private List<ConfigurationPropertySource> renamed(NameSpellings spellings) {
        var renamed = new ArrayList<ConfigurationPropertySource>();
        for (ConfigurationPropertySource source : sources) {
            renamed.add(
                    source instanceof IterableConfigurationPropertySource iterable
                            ? new RenamedSource(iterable, spellings)
                            : source);
        }
        return renamed;
    }
}
