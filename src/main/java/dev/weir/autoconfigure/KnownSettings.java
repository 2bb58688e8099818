package dev.weir.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.ResolvableType;

/** The keys that exist, derived from {@link WeirProperties}, for the explanation of an unknown key. */
final class KnownSettings {

    private KnownSettings() {}

    /** A sentence with the keys that exist beside an unknown key, or below a key that has no value itself. */
    static String describeNear(ConfigurationPropertyName name) {
        var parent = new StringBuilder(name.getElement(0, Form.ORIGINAL));
        ResolvableType type = ResolvableType.forClass(WeirProperties.class);
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            ResolvableType next = step(type, name.getElement(i, Form.DASHED));
            if (next == null || !hasKeys(next)) {
                break;
            }
            parent.append('.').append(name.getElement(i, Form.ORIGINAL));
            type = next;
        }
        return "Below " + parent + " there is: " + keys(type) + ".";
    }

    /** Whether the setting exists and takes a single value rather than a list. */
    static boolean isSingleValue(ConfigurationPropertyName name) {
        ResolvableType type = ResolvableType.forClass(WeirProperties.class);
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            ResolvableType next = hasKeys(type) ? step(type, name.getElement(i, Form.DASHED)) : null;
            if (next == null) {
                return false;
            }
            type = next;
        }
        return !hasKeys(type) && !Collection.class.isAssignableFrom(type.toClass());
    }

    private static @Nullable ResolvableType step(ResolvableType type, String element) {
        if (isMap(type)) {
            return type.getGeneric(1);
        }
        for (RecordComponent component : type.toClass().getRecordComponents()) {
            if (DataObjectPropertyName.toDashedForm(component.getName()).equals(element)) {
                return ResolvableType.forMethodReturnType(component.getAccessor());
            }
        }
        return null;
    }

    private static String keys(ResolvableType type) {
        if (isMap(type)) {
            ResolvableType named = type.getGeneric(1);
            return "a name of your choice" + (hasKeys(named) ? ", and below it " + keys(named) : "");
        }
        return Arrays.stream(type.toClass().getRecordComponents())
                .map(KnownSettings::key)
                .collect(Collectors.joining(", "));
    }

    private static String key(RecordComponent component) {
        String key = DataObjectPropertyName.toDashedForm(component.getName());
        return hasKeys(ResolvableType.forMethodReturnType(component.getAccessor())) ? key + ".*" : key;
    }

    /** Whether a setting of that type has keys below it rather than a value. */
    static boolean hasKeys(ResolvableType type) {
        return isMap(type) || type.toClass().isRecord();
    }

    private static boolean isMap(ResolvableType type) {
        return Map.class.isAssignableFrom(type.toClass());
    }
}
