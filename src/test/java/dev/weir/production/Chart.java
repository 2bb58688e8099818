package dev.weir.production;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/** The chart, rendered by Helm inside this JVM. */
final class Chart {

    static final Path DIRECTORY = Path.of("helm/weir");
    static final String RELEASE = "prod";
    static final String NAMESPACE = "net";

    private static final Map<String, List<KubernetesObject>> RENDERED = new ConcurrentHashMap<>();

    private Chart() {}

    /** The objects that these values, on top of the chart's own, make. */
    static List<KubernetesObject> render(String values) {
        return RENDERED.computeIfAbsent(values, Chart::objects);
    }

    private static List<KubernetesObject> objects(String values) {
        var objects = new ArrayList<KubernetesObject>();
        for (Object document : new Yaml().loadAll(text(values))) {
            if (document instanceof Map<?, ?> fields) {
                objects.add(new KubernetesObject(Trees.map(fields)));
            }
        }
        return List.copyOf(objects);
    }

    /** The one object of that kind. */
    static KubernetesObject render(String values, String kind) {
        List<KubernetesObject> found = render(values).stream()
                .filter(object -> object.kind().equals(kind))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects are a " + kind + ": " + found);
        }
        return found.getFirst();
    }

    /** The application.yml that these values make. */
    static Map<String, Object> application(String values) {
        return Trees.map(new Yaml().load(applicationText(values)));
    }

    static String applicationText(String values) {
        KubernetesObject settings = render(values).stream()
                .filter(object ->
                        object.kind().equals("ConfigMap") && object.find("data.application\\.yml") instanceof String)
                .findFirst()
                .orElseThrow();
        return (String) Objects.requireNonNull(settings.find("data.application\\.yml"));
    }

    /** What Helm says when it renders these values; an exception when it will not. */
    static String text(String values) {
        try {
            Path file = Files.createTempFile("values", ".yaml");
            try {
                Files.writeString(file, values, StandardCharsets.UTF_8);
                return new Helm(DIRECTORY)
                        .template()
                        .withName(RELEASE)
                        .withNamespace(NAMESPACE)
                        .withKubeVersion("1.34.0")
                        .withValuesFile(file)
                        .call();
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Map<String, Object>> yamlDocuments(Path file) throws IOException {
        return StreamSupport.stream(
                        new Yaml()
                                .loadAll(Files.readString(file, StandardCharsets.UTF_8))
                                .spliterator(),
                        false)
                .map(document -> Trees.map((Map<?, ?>) document))
                .toList();
    }
}
