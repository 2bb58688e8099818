package dev.weir.autoconfigure;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** The names of the settings that were bound, which are known ones. */
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

    /** Entries of a list are known even if another source's list has replaced theirs. */
    boolean contains(ConfigurationPropertyName name) {
        return names.contains(name) || (name.isLastElementIndexed() && lists.contains(name.getParent()));
    }
}
