package dev.weir.production;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an API server would object to: fields that a type does not have, and values of another type. Kubernetes's own kinds are
 * Fabric8's generated types; other kinds are the records of {@link CustomResources}.
 */
final class KubernetesTypes {

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private KubernetesTypes() {}

    static List<String> problems(KubernetesObject object) {
        var problems = new ArrayList<String>();
        Class<? extends Record> custom = CustomResources.TYPES.get(object.text("apiVersion") + "/" + object.kind());
        if (custom != null) {
            compare(object.find("spec"), custom, "spec", problems);
        } else {
            builtIn(object, problems);
        }
        return problems.stream().map(problem -> object + ": " + problem).toList();
    }

    private static void builtIn(KubernetesObject object, List<String> problems) {
        Object typed = SERIALIZATION.unmarshal(SERIALIZATION.asJson(object.fields()));
        if (!(typed instanceof HasMetadata) || typed instanceof GenericKubernetesResource) {
            problems.add("nobody knows " + object.text("apiVersion") + " " + object.kind());
            return;
        }
        unknownFields(typed, "", problems);
        Object again = SERIALIZATION.unmarshal(SERIALIZATION.asJson(typed), Map.class);
        Object sent = SERIALIZATION.unmarshal(SERIALIZATION.asJson(object.fields()), Map.class);
        if (!Objects.equals(Trees.withoutEmpties(again), Trees.withoutEmpties(sent))) {
            problems.add("is read as something else: " + Trees.withoutEmpties(again) + "\n instead of "
                    + Trees.withoutEmpties(sent));
        }
    }

    private static void unknownFields(@Nullable Object value, String path, List<String> problems) {
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> map.forEach((key, element) -> unknownFields(element, path + "." + key, problems));
            case Collection<?> elements -> elements.forEach(element -> unknownFields(element, path + "[]", problems));
            case Object bean
            when bean.getClass().getName().startsWith("io.fabric8.")
                    && !bean.getClass().isEnum() -> unknownFieldsOf(bean, path, problems);
            default -> {}
        }
    }

    private static void unknownFieldsOf(Object bean, String path, List<String> problems) {
        for (Method getter : bean.getClass().getMethods()) {
            if (getter.getParameterCount() > 0 || !getter.getName().startsWith("get")) {
                continue;
            }
            Object value = call(getter, bean);
            if (getter.getName().equals("getAdditionalProperties")) {
                if (value instanceof Map<?, ?> unknown) {
                    unknown.keySet().forEach(key -> problems.add("has no field " + path + "." + key));
                }
            } else if (getter.getReturnType() != Class.class) {
                unknownFields(value, path + "." + getter.getName().substring(3), problems);
            }
        }
    }

    private static @Nullable Object call(Method getter, Object bean) {
        try {
            return getter.invoke(bean);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(getter.toString(), e);
        }
    }

    /** Holds a tree against a type made of records, lists, maps and scalars. */
    private static void compare(@Nullable Object value, Type type, String path, List<String> problems) {
        if (value == null) {
            return;
        }
        if (type instanceof ParameterizedType list
                && list.getRawType() == List.class
                && value instanceof List<?> items) {
            items.forEach(item -> compare(item, list.getActualTypeArguments()[0], path + "[]", problems));
        } else if (type instanceof ParameterizedType map
                && map.getRawType() == Map.class
                && value instanceof Map<?, ?> entries) {
            entries.forEach(
                    (key, entry) -> compare(entry, map.getActualTypeArguments()[1], path + "." + key, problems));
        } else if (type instanceof Class<?> record && record.isRecord() && value instanceof Map<?, ?> fields) {
            compareFields(Trees.map(fields), record, path, problems);
        } else if (!(type instanceof Class<?> scalar && scalar.isInstance(value))) {
            problems.add(path + " is no " + type + ": " + value);
        }
    }

    private static void compareFields(Map<String, Object> fields, Class<?> type, String path, List<String> problems) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName().replaceFirst("_$", "");
            Object value = fields.remove(name);
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (value == null && !optional) {
                problems.add(path + "." + name + " is missing");
            }
            compare(value, component.getGenericType(), path + "." + name, problems);
        }
        fields.keySet().forEach(key -> problems.add("has no field " + path + "." + key));
    }
}
