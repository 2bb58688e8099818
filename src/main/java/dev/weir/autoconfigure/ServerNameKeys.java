package dev.weir.autoconfigure;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Rejects keys of {@code server-name-bundles} that Spring Boot's binder would change: from a key without brackets it
 * drops all but letters, digits, hyphens and underscores, so {@code *.example.org} would silently become {@code
 * example.org}.
 */
final class ServerNameKeys {

    private static final Pattern KEY = Pattern.compile(
            "(weir\\.listeners(?:\\.[^.\\[]+|\\.?\\[[^]]+])\\.ssl\\.server[-_]?name[-_]?bundles)\\.([^\\[]+)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern KEPT = Pattern.compile("[-\\w]*[a-zA-Z0-9][-\\w]*(\\.[-\\w]*[a-zA-Z0-9][-\\w]*)*");

    private ServerNameKeys() {}

    /** @throws InvalidSettingException for the first such key of any source */
    static void check(Environment environment) {
        if (environment instanceof ConfigurableEnvironment configurable) {
            for (PropertySource<?> source : configurable.getPropertySources()) {
                if (source instanceof EnumerablePropertySource<?> enumerable) {
                    check(enumerable);
                }
            }
        }
    }

    private static void check(EnumerablePropertySource<?> source) {
        for (String name : source.getPropertyNames()) {
            Matcher key = KEY.matcher(name);
            if (key.matches() && !KEPT.matcher(key.group(2)).matches()) {
                String host = key.group(2);
                throw new InvalidSettingException(
                        name,
                        source.getProperty(name),
                        "would not be kept as it is: Spring Boot drops special characters from keys without brackets",
                        "Write \"[" + host + "]\" in YAML, or " + key.group(1) + "[" + host + "] in properties.");
            }
        }
    }
}
