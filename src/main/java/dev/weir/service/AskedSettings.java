package dev.weir.service;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertySource;

/** Has no settings, but knows the names of all that have been asked for since it became the first source of an environment. */
final class AskedSettings extends PropertySource<Object> {

    private final Set<String> names = new ConcurrentSkipListSet<>();

    AskedSettings() {
        super("weirAskedSettings", new Object());
    }

    @Override
    public @Nullable Object getProperty(String name) {
        names.add(name);
        return null;
    }

    Set<String> names() {
        return Set.copyOf(names);
    }
}
