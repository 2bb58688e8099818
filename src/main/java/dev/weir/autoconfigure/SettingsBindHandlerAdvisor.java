package dev.weir.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.core.env.Environment;

/** Adds a {@link SettingsBindHandler} to Boot's binding. It does not affect settings outside {@code weir.*}. */
final class SettingsBindHandlerAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

    private final Environment environment;

    SettingsBindHandlerAdvisor(Environment environment) {
        this.environment = environment;
    }

    @Override
    public BindHandler apply(BindHandler handler) {
        return new SettingsBindHandler(handler, new PropertySourcesPlaceholdersResolver(environment));
    }
}
