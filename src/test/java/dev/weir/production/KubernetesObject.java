package dev.weir.production;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One object of a cluster, as it would be sent there. */
record KubernetesObject(Map<String, Object> fields) {

    String kind() {
        return text("kind");
    }

    String name() {
        return text("metadata.name");
    }

    String text(String path) {
        return String.valueOf(
                Objects.requireNonNull(find(path), () -> path + " is missing in " + fields.get("metadata")));
    }

    @Nullable
    Object find(String path) {
        return Trees.find(fields, path);
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
