package dev.weir.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Checks {@code weir.*} settings while they are bound: their text and its origin, which the bound value no longer has.
 * Merges listeners whose names are spelled differently in different sources, which Boot binds as different listeners; and
 * clients.
 */
final class SettingsBindHandler extends AbstractBindHandler {

    /** Boot's result for brackets as text, as in an environment variable: they stand for an empty list there too. */
    private static final List<String> EMPTY_LIST = List.of("[]");

    private final PlaceholdersResolver placeholders;
    private final BoundSettings bound;

    SettingsBindHandler(BindHandler parent, PlaceholdersResolver placeholders) {
        this(parent, placeholders, new BoundSettings());
    }

    private SettingsBindHandler(BindHandler parent, PlaceholdersResolver placeholders, BoundSettings bound) {
        super(parent);
        this.placeholders = placeholders;
        this.bound = bound;
    }

    @Override
    public @Nullable Object onSuccess(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
        Object value = super.onSuccess(name, target, context, result);
        if (value == null || !isBelowRoot(name)) {
            return value;
        }
        bound.add(name, value);
        if (value instanceof Map<?, ?> named) {
            SettingsGroup group = SettingsGroup.find(name);
            return group == null ? value : merge(group, named, context);
        }
        if (value.equals(EMPTY_LIST)) {
            return List.of();
        }
        return value instanceof List<?> && DelimiterSettings.include(name)
                ? Objects.requireNonNullElse(DelimiterSettings.entries(name, context, placeholders), value)
                : value;
    }

    @Override
    public @Nullable Object onFailure(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error) throws Exception {
        WrittenValue written = isBelowRoot(name) ? written(name, target, context) : null;
        if (written != null) {
            written.checkPlaceholders();
        }
        return super.onFailure(name, target, context, error);
    }

    @Override
    public void onFinish(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, @Nullable Object result)
            throws Exception {
        WrittenValue written = isBelowRoot(name) ? written(name, target, context) : null;
        if (written != null) {
            written.check(result);
        }
        if (context.getDepth() == 0 && name.equals(UnknownSettingFailureAnalyzer.ROOT)) {
            new ProcessVariables(bound).rejectUnknown(context.getSources());
        }
        super.onFinish(name, target, context, result);
    }

    private static boolean isBelowRoot(ConfigurationPropertyName name) {
        return UnknownSettingFailureAnalyzer.ROOT.isAncestorOf(name);
    }

    /** Returns {@code null} for a setting that no source has, or that has keys below it. */
    private @Nullable WrittenValue written(ConfigurationPropertyName name, Bindable<?> target, BindContext context) {
        return KnownSettings.hasKeys(target.getType())
                ? null
                : WrittenValue.find(name, context.getSources(), placeholders);
    }

    private Map<String, Object> merge(SettingsGroup group, Map<?, ?> named, BindContext context) {
        var handler = new SettingsBindHandler(DEFAULT, placeholders, bound);
        return SpelledNames.read(group, context.getSources()).merge(named, placeholders, handler);
    }
}
