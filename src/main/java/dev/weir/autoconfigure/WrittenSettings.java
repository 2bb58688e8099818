package dev.weir.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/** Tells settings that are written in a source from defaults. */
final class WrittenSettings {

    private final Environment environment;

    WrittenSettings(Environment environment) {
        this.environment = environment;
    }

    /** Returns the strongest source's first setting with that key or below it; {@code null} if no source has one. */
    @Nullable
    ConfigurationProperty findAtOrBelow(String key) {
        var root = ConfigurationPropertyName.adapt(key, '.');
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                for (ConfigurationPropertyName name : iterable) {
                    if (root.equals(name) || root.isAncestorOf(name)) {
                        return iterable.getConfigurationProperty(name);
                    }
                }
            }
        }
        return null;
    }
}
