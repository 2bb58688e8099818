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
 * A setting's value as written in its source, which the bound value no longer shows.
 *
 * @param property the setting
 * @param text the value as text, with placeholders replaced
 */
record WrittenValue(ConfigurationProperty property, String text) {

    private static final Pattern BARE_NUMBER = Pattern.compile("[+-]?\\d+");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^:}]+)[^}]*}");

    /**
     * Returns {@code null} if no source has the setting itself. A list whose entries have indexed keys is such a
     * setting.
     */
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

    /**
     * Checks the text against the bound value.
     *
     * @param result the bound value; {@code null} if nothing was bound
     * @throws InvalidSettingException if the text is empty, has no unit, or has a placeholder that was not replaced
     */
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

    /**
     * Checks a value that could not be converted.
     *
     * @throws InvalidSettingException if the reason is a placeholder that was not replaced
     */
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
        if (isBlank(value)) {
            throw empty("Write a value, or remove the key.");
        }
    }

    private boolean isBlank(String value) {
        return DelimiterSettings.include(property.getName()) ? value.isEmpty() : value.isBlank();
    }

    private void checkNotEmpty() {
        if (text.isEmpty()) {
            throw empty("Write a value, or remove the key for its default.");
        }
    }

    /** Boot takes a number without a unit as milliseconds, which its author most likely did not mean. */
    private void checkUnit(Duration value) {
        if (!value.isZero() && BARE_NUMBER.matcher(text).matches()) {
            throw invalid(
                    "has no unit",
                    "Write " + text + "s for seconds, or " + text + "ms for milliseconds; only 0 needs no unit.");
        }
    }

    private void checkEntries(Collection<?> values) {
        if (values.isEmpty() && text.isEmpty() && !OpeningBracket.isAt(property.getOrigin())) {
            throw empty("Write its entries, or [] for none, or remove the key for its default.");
        }
        for (Object value : values) {
            if (value instanceof String entry) {
                if (isBlank(entry)) {
                    throw invalid("has an empty entry", "Remove the extra comma, or write the missing entry.");
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
                "is empty" + UnknownSettingFailureAnalyzer.origin(property),
                remedy);
    }

    private InvalidSettingException invalid(String problem, String remedy) {
        return new InvalidSettingException(
                property.getName().toString(),
                property.getValue() + UnknownSettingFailureAnalyzer.origin(property),
                problem,
                remedy);
    }
}
