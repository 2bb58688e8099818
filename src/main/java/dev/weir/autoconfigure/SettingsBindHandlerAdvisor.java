package dev.weir.autoconfigure;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.core.env.Environment;

/** Has Boot bind {@code weir.*} with a {@link SettingsBindHandler}, which leaves all other settings alone. */
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
