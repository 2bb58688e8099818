package dev.weir.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** Tells which {@code weir.*} key does not exist, and which ones do. Asked before Boot's own analyzers. */
@Order(0)
final class UnknownSettingFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

    static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("weir");

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, UnboundConfigurationPropertiesException failure) {
        List<ConfigurationProperty> unknown = failure.getUnboundProperties().stream()
                .filter(property -> ROOT.isAncestorOf(property.getName()))
                .toList();
        if (unknown.isEmpty()) {
            return null;
        }
        return new FailureAnalysis(
                unknown.stream().map(UnknownSettingFailureAnalyzer::describe).collect(Collectors.joining("\n")),
                unknown.stream()
                        .map(property -> KnownSettings.near(property.getName()))
                        .distinct()
                        .collect(Collectors.joining("\n", "Remove or correct it. ", "")),
                failure);
    }

    private static String describe(ConfigurationProperty property) {
        return property.getName() + " is not a setting: " + property.getValue() + from(property);
    }

    /** Where it is written: file, line and column, if that is known. */
    static String from(@Nullable ConfigurationProperty property) {
        return property == null || property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
    }
}
