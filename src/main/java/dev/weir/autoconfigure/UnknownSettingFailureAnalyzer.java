package dev.weir.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Explains which {@code weir.*} key does not exist, and which ones do. Ordered before Boot's own analyzers. */
@Order(0)
final class UnknownSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

    static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("weir");

    private static final String VARIABLES =
            "An environment variable is the key in upper case, with underscores for dots and"
                    + " without dashes: WEIR_LISTENERS_MYECHO_BUFFERSIZE is weir.listeners.my-echo.buffer-size.";

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, UnboundConfigurationPropertiesException failure) {
        List<ConfigurationProperty> unknown = failure.getUnboundProperties().stream()
                .filter(property -> ROOT.isAncestorOf(property.getName()))
                .toList();
        if (unknown.isEmpty()) {
            return null;
        }
        var remedies = unknown.stream().map(property -> KnownSettings.describeNear(property.getName()));
        if (unknown.stream().anyMatch(UnknownSettingFailureAnalyzer::isEnvironmentVariable)) {
            remedies = Stream.concat(remedies, Stream.of(VARIABLES));
        }
        return new FailureAnalysis(
                unknown.stream().map(UnknownSettingFailureAnalyzer::describe).collect(Collectors.joining("\n")),
                remedies.distinct().collect(Collectors.joining("\n", "Remove or correct it. ", "")),
                failure);
    }

    private static String describe(ConfigurationProperty property) {
        ConfigurationPropertyName name = property.getName();
        if (name.isLastElementIndexed() && KnownSettings.isSingleValue(name.getParent())) {
            return name.getParent() + " takes one value, not a list: " + property.getValue() + origin(property);
        }
        return (isEnvironmentVariable(property) ? ProcessVariables.variableName(property) : name)
                + " is not a setting: " + property.getValue() + origin(property);
    }

    private static boolean isEnvironmentVariable(ConfigurationProperty property) {
        return property.getOrigin() instanceof PropertySourceOrigin origin
                && origin.getPropertySource() instanceof SystemEnvironmentPropertySource;
    }

    /** The place that sets the property, in parentheses: file, line and column; empty if unknown. */
    static String origin(@Nullable ConfigurationProperty property) {
        return property == null || property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
    }
}
