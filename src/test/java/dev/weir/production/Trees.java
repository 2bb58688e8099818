package dev.weir.production;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parsed YAML and JSON: maps, lists and scalars. */
final class Trees {

    private Trees() {}

    static Map<String, Object> map(Map<?, ?> fields) {
        var map = new LinkedHashMap<String, Object>();
        fields.forEach((key, value) -> map.put(String.valueOf(key), value));
        return map;
    }

    /** What is at a path such as {@code spec.ports[0].name}; a dot inside a name has a backslash before it. */
    static @Nullable Object find(@Nullable Object tree, String path) {
        Object here = tree;
        for (String step : path.split("(?<!\\\\)\\.", -1)) {
            String name = step.replace("\\.", ".");
            int bracket = name.indexOf('[');
            String key = bracket < 0 ? name : name.substring(0, bracket);
            here = here instanceof Map<?, ?> map ? map.get(key) : null;
            if (bracket >= 0) {
                int index = Integer.parseInt(name.substring(bracket + 1, name.length() - 1));
                here = here instanceof List<?> list && index < list.size() ? list.get(index) : null;
            }
        }
        return here;
    }

    static List<Map<String, Object>> maps(@Nullable Object list) {
        return list instanceof List<?> elements
                ? elements.stream().map(element -> map((Map<?, ?>) element)).toList()
                : List.of();
    }

    /** Without what is empty or null, which a serializer may leave out. */
    static @Nullable Object withoutEmpties(@Nullable Object tree) {
        return switch (tree) {
            case Map<?, ?> map -> {
                var full = new LinkedHashMap<Object, Object>();
                map.forEach((key, value) -> {
                    Object kept = withoutEmpties(value);
                    if (kept != null) {
                        full.put(key, kept);
                    }
                });
                yield full.isEmpty() ? null : full;
            }
            case List<?> list -> {
                List<?> full = list.stream()
                        .map(element -> withoutEmpties(element))
                        .filter(element -> element != null)
                        .toList();
                yield full.isEmpty() ? null : full;
            }
            case null -> null;
            case Object scalar -> scalar;
        };
    }
}
