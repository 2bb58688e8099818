package dev.weir.autoconfigure;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Collects the names of the settings that have been bound: these exist. */
final class BoundSettings {

    private final Set<ConfigurationPropertyName> names = new HashSet<>();
    private final Set<ConfigurationPropertyName> lists = new HashSet<>();

    void add(ConfigurationPropertyName name, Object value) {
        names.add(name);
        if (value instanceof Collection<?>) {
            lists.add(name);
        }
    }

    Set<ConfigurationPropertyName> names() {
        return names;
    }

    Set<ConfigurationPropertyName> lists() {
        return lists;
    }

    /** Whether the setting exists. An entry of a list does even where a stronger source replaces the list. */
    boolean contains(ConfigurationPropertyName name) {
        return names.contains(name) || (name.isLastElementIndexed() && lists.contains(name.getParent()));
    }
}
