package dev.weir.autoconfigure;

import dev.weir.autoconfigure.WeirProperties.Listener;
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
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;

/**
 * Merges the settings of a listener whose name is spelled differently in different sources. Names that differ only in
 * case, dashes and underscores are the same listener: an environment variable cannot express the difference.
 *
 * @param sources the sources, the strongest first
 * @param byUniformName each listener's spellings, by its name in lower case without dashes and underscores
 */
record ListenerNames(Iterable<ConfigurationPropertySource> sources, Map<String, ListenerSpellings> byUniformName) {

    static final ConfigurationPropertyName LISTENERS = ConfigurationPropertyName.of("weir.listeners");

    /** The number of elements in a key up to the listener's name. */
    static final int ELEMENTS = LISTENERS.getNumberOfElements() + 1;

    /** @throws InvalidSettingException if a source spells one listener in two ways */
    static ListenerNames read(Iterable<ConfigurationPropertySource> sources) {
        var names = new LinkedHashMap<String, ListenerSpellings>();
        for (ConfigurationPropertySource source : sources) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                iterable.stream()
                        .filter(LISTENERS::isAncestorOf)
                        .forEach(name -> names.computeIfAbsent(uniform(name), _ -> new ListenerSpellings())
                                .add(name.chop(ELEMENTS), iterable));
            }
        }
        return new ListenerNames(sources, names);
    }

    private static String uniform(ConfigurationPropertyName name) {
        return label(name).replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    /** The listener's name in a key, as written. */
    static String label(ConfigurationPropertyName name) {
        return name.getElement(ELEMENTS - 1, Form.ORIGINAL);
    }

    /**
     * Binds listeners with several spellings again, from all spellings.
     *
     * @param listeners the listeners that Boot has bound, by spelling
     * @return the listeners by name
     */
    Map<String, Object> merge(Map<?, ?> listeners, PlaceholdersResolver placeholders, BindHandler handler) {
        var merged = new LinkedHashMap<String, Object>();
        listeners.forEach((spelling, listener) -> {
            ListenerSpellings spellings = byUniformName.get(
                    String.valueOf(spelling).replaceAll("[-_]", "").toLowerCase(Locale.ROOT));
            if (spellings == null || spellings.all().size() == 1) {
                merged.put(String.valueOf(spelling), listener);
            } else {
                merged.computeIfAbsent(
                        label(spellings.chosen()),
                        _ -> new Binder(renamed(spellings), placeholders)
                                .bind(spellings.chosen(), Bindable.of(Listener.class), handler)
                                .get());
            }
        });
        return merged;
    }

    private List<ConfigurationPropertySource> renamed(ListenerSpellings spellings) {
        var renamed = new ArrayList<ConfigurationPropertySource>();
        for (ConfigurationPropertySource source : sources) {
            renamed.add(
                    source instanceof IterableConfigurationPropertySource iterable
                            ? new RenamedListenerSource(iterable, spellings)
                            : source);
        }
        return renamed;
    }
}
