package dev.weir.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** Binds settings from sources as a Boot application has them, without starting anything. */
final class Sources {

    private final Map<String, Object> variables = new LinkedHashMap<>();
    private final Map<String, Object> systemProperties = new LinkedHashMap<>();
    private final Map<String, Object> arguments = new LinkedHashMap<>();
    private final Map<String, String> files = new LinkedHashMap<>();

    /** The file's sources are weaker than those of all files before. */
    Sources yaml(String text) {
        files.put("file " + files.size() + ".yml", text);
        return this;
    }

    /** {@code NAME=value}. */
    Sources variable(String... variables) {
        put(this.variables, variables);
        return this;
    }

    Sources systemProperty(String... properties) {
        put(systemProperties, properties);
        return this;
    }

    Sources argument(String... arguments) {
        put(this.arguments, arguments);
        return this;
    }

    private static void put(Map<String, Object> into, String... settings) {
        for (String setting : settings) {
            int end = setting.indexOf('=');
            into.put(setting.substring(0, end), setting.substring(end + 1));
        }
    }

    /** A runner whose context has the bound settings, or has failed. */
    ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withInitializer(this::replaceSources)
                .withUserConfiguration(Settings.class);
    }

    private void replaceSources(ConfigurableApplicationContext context) {
        MutablePropertySources sources = context.getEnvironment().getPropertySources();
        sources.addFirst(new MapPropertySource("arguments", arguments));
        sources.replace("systemProperties", new MapPropertySource("systemProperties", systemProperties));
        sources.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", variables));
        files.forEach((name, text) -> {
            var file = new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8), name);
            try {
                new YamlPropertySourceLoader().load(name, file).forEach(sources::addLast);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(WeirProperties.class)
    static class Settings {

        @Bean
        static SettingsBindHandlerAdvisor advisor(Environment environment) {
            return new SettingsBindHandlerAdvisor(environment);
        }
    }
}
