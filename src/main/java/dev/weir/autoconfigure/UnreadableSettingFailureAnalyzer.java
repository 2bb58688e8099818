package dev.weir.autoconfigure;

import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Explains the form that the value of a {@code weir.*} setting must have. Ordered before Boot's own analyzers, but
 * after the analyzer of unknown keys, whose failure is wrapped in a {@link BindException}.
 */
@Order(1)
final class UnreadableSettingFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException failure) {
        if (!UnknownSettingFailureAnalyzer.ROOT.isAncestorOf(failure.getName())) {
            return null;
        }
        ResolvableType type = failure.getTarget().getType();
        if (KnownSettings.hasKeys(type)) {
            return new FailureAnalysis(
                    failure.getName() + " has no value of its own",
                    "Write keys below it. " + KnownSettings.describeNear(failure.getName()),
                    failure);
        }
        ConfigurationProperty property = failure.getProperty();
        String value = property == null ? "" : ": " + property.getValue();
        return new FailureAnalysis(
                failure.getName() + " cannot be read" + value + UnknownSettingFailureAnalyzer.origin(property),
                remedy(failure, expectedForm(ClassUtils.resolvePrimitiveIfNecessary(type.toClass()))),
                failure);
    }

    private static String remedy(BindException failure, @Nullable String form) {
        return form == null
                ? "Correct it: "
                        + NestedExceptionUtils.getMostSpecificCause(failure).getMessage()
                : "Set it to " + form + ".";
    }

    private static @Nullable String expectedForm(Class<?> type) {
        if (type == Duration.class) {
            return "a duration with its unit, such as 500ms, 30s, 10m or 2h";
        }
        if (type == DataSize.class) {
            return "a size with its unit, such as 512B, 16KB or 1MB";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == Integer.class || type == Long.class) {
            return "a whole number, without a unit";
        }
        if (type == Double.class) {
            return "a number, such as 0.1";
        }
        if (type == Charset.class) {
            return "the name of a charset, such as UTF-8 or ISO-8859-1";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        return null;
    }
}
