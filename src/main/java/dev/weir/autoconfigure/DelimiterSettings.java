package dev.weir.autoconfigure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Keeps white space in the settings below {@code framing.delimiter}, and in the texts of health checks: a line feed is a delimiter,
 * or a question, like any other.
 */
final class DelimiterSettings {

    private static final int FRAMING = SettingsGroup.ELEMENTS;

    private DelimiterSettings() {}

    /** Whether white space in the value of the setting, or of the list's entry, counts. */
    static boolean include(ConfigurationPropertyName name) {
        return isDelimiter(name) || isHealthText(name);
    }

    private static boolean isDelimiter(ConfigurationPropertyName name) {
        return name.getNumberOfElements() > FRAMING + 1
                && name.getElement(FRAMING, Form.UNIFORM).equals("framing")
                && name.getElement(FRAMING + 1, Form.UNIFORM).equals("delimiter");
    }

    private static boolean isHealthText(ConfigurationPropertyName name) {
        String last = name.getLastElement(Form.UNIFORM);
        return name.getParent().getLastElement(Form.UNIFORM).equals("health")
                && (last.equals("send") || last.equals("expect"));
    }

    /**
     * Returns the entries of a list that is written as one text, from which Boot has removed white space.
     *
     * @return {@code null} if the list is not written as one text
     */
    static @Nullable List<String> entries(
            ConfigurationPropertyName name, BindContext context, PlaceholdersResolver placeholders) {
        ConfigurationProperty property = context.getConfigurationProperty();
        if (property == null || !property.getName().equals(name)) {
            return null;
        }
        String text = String.valueOf(placeholders.resolvePlaceholders(property.getValue()));
        return text.isEmpty() ? null : List.of(text.split(",", -1));
    }
}
