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
 * The listeners' names as the sources spell them. Spellings that differ only in case, dashes and underscores are one
 * listener: an environment variable cannot spell them otherwise.
 *
 * @param sources the sources, the strongest first
 * @param byUniformName each listener's spellings
 */
record ListenerNames(Iterable<ConfigurationPropertySource> sources, Map<String, ListenerSpellings> byUniformName) {

    static final ConfigurationPropertyName LISTENERS = ConfigurationPropertyName.of("weir.listeners");

    /** Elements of a name up to the listener's. */
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

    /** The listener's name, as it is written. */
    static String label(ConfigurationPropertyName name) {
        return name.getElement(ELEMENTS - 1, Form.ORIGINAL);
    }

    /** @param listeners what Boot has bound, by spelling; those with several spellings are bound again, from all of them */
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
