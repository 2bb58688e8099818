package dev.weir.autoconfigure;

import java.time.Duration;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;

/**
 * A setting's value as it is written in a source.
 *
 * @param property the setting
 * @param text its value with placeholders replaced
 */
record WrittenValue(ConfigurationProperty property, String text) {

    private static final Pattern BARE_NUMBER = Pattern.compile("[+-]?\\d+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:}]+)[^}]*}");

    /** {@code null} if no source has it. A list of which each entry has a name of its own has no value itself. */
    static @Nullable WrittenValue find(
            ConfigurationPropertyName name,
            Iterable<ConfigurationPropertySource> sources,
            PlaceholdersResolver placeholders) {
        for (ConfigurationPropertySource source : sources) {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                Object value = placeholders.resolvePlaceholders(property.getValue());
                return new WrittenValue(property, String.valueOf(value).strip());
            }
        }
        return null;
    }

    /** @param result what was made of the text; {@code null} if nothing was */
    void check(@Nullable Object result) {
        switch (result) {
            case null -> checkNotEmpty();
            case String value -> {
                checkNotEmpty(value);
                checkPlaceholders(value);
            }
            case Duration value -> checkUnit(value);
            case Collection<?> values -> checkEntries(values);
            default -> {}
        }
    }

    /** A value that could not be read may be a placeholder that nothing has replaced. */
    void checkPlaceholders() {
        checkPlaceholders(text);
    }

    private void checkPlaceholders(String value) {
        Matcher placeholder = PLACEHOLDER.matcher(value);
        if (placeholder.find()) {
            String variable = placeholder.group(1);
            throw invalid(
                    "has a placeholder that cannot be replaced",
                    "Set " + variable + ", or write a default into the placeholder: ${" + variable + ":default}.");
        }
    }

    private void checkNotEmpty(String value) {
        if (value.isBlank()) {
            throw empty("Write a value, or remove the key.");
        }
    }

    private void checkNotEmpty() {
        if (text.isEmpty()) {
            throw empty("Write a value, or remove the key for its default.");
        }
    }

    /** Boot takes a bare number for milliseconds, its author most likely did not. */
    private void checkUnit(Duration value) {
        if (!value.isZero() && BARE_NUMBER.matcher(text).matches()) {
            throw invalid(
                    "has no unit",
                    "Write " + text + "s for seconds, or " + text + "ms for milliseconds; only 0 needs no unit.");
        }
    }

    private void checkEntries(Collection<?> values) {
        if (values.isEmpty() && text.isEmpty() && !ListMarker.isAt(property.getOrigin())) {
            throw empty("Write its entries, or [] for none, or remove the key for its default.");
        }
        for (Object value : values) {
            if (value instanceof String entry) {
                if (entry.isBlank()) {
                    throw invalid(
                            "has an empty entry", "Remove the comma that is too many, or write what belongs there.");
                }
                checkPlaceholders(entry);
            }
        }
    }

    private InvalidSettingException empty(String remedy) {
        Object value = property.getValue();
        return new InvalidSettingException(
                property.getName().toString(),
                value.toString().isBlank() ? null : value,
                "is empty" + UnknownSettingFailureAnalyzer.from(property),
                remedy);
    }

    private InvalidSettingException invalid(String problem, String remedy) {
        return new InvalidSettingException(
                property.getName().toString(),
                property.getValue() + UnknownSettingFailureAnalyzer.from(property),
                problem,
                remedy);
    }
}
