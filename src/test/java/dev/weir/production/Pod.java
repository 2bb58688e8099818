package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The chart's pod as a kubelet reads it: the container's arguments, volumes and probes, and how it ends. What the spec has and this
 * does not know fails the test.
 */
final class Pod implements AutoCloseable {

    private static final Pattern QUANTITY = Pattern.compile("(\\d+)(m|Mi|Gi)?");

    private static final List<String> KNOWN_OF_POD = List.of(
            "containers",
            "securityContext",
            "terminationGracePeriodSeconds",
            "volumes",
            // Read by a scheduler, or off.
            "topologySpreadConstraints",
            "serviceAccountName",
            "automountServiceAccountToken",
            "enableServiceLinks");

    private static final List<String> KNOWN_OF_CONTAINER = List.of(
            "name",
            "image",
            "imagePullPolicy",
            "securityContext",
            "env",
            "ports",
            "startupProbe",
            "livenessProbe",
            "readinessProbe",
            "lifecycle",
            "resources",
            "volumeMounts");

    private final List<KubernetesObject> objects;
    private final Map<String, Object> spec;
    private final Map<String, Object> container;
    private final Map<String, PodVolume> files;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * @param values of the chart
     * @param directory for the volumes
     * @param secrets the data of the cluster's Secrets, by their names
     */
    Pod(String values, Path directory, Map<String, Map<String, String>> secrets) {
        objects = Chart.render(values);
        spec = fields(Chart.render(values, "Deployment").fields(), "spec.template.spec");
        container = fields(spec, "containers[0]");
        assertThat(spec.keySet()).isSubsetOf(KNOWN_OF_POD);
        assertThat(container.keySet()).isSubsetOf(KNOWN_OF_CONTAINER);
        files = Trees.maps(spec.get("volumes")).stream()
                .filter(volume -> !volume.containsKey("emptyDir"))
                .collect(
                        Collectors.toMap(volume -> text(volume, "name"), volume -> volume(volume, directory, secrets)));
    }

    private PodVolume volume(Map<String, Object> volume, Path directory, Map<String, Map<String, String>> secrets) {
        boolean secret = volume.containsKey("secret");
        Map<String, Object> source = fields(volume, secret ? "secret" : "configMap");
        assertThat(source.keySet()).isSubsetOf("name", "secretName", "defaultMode", "items");
        String object = text(source, secret ? "secretName" : "name");
        var made = new PodVolume(
                directory.resolve(text(volume, "name")),
                object,
                number(spec, "securityContext.fsGroup"),
                (int) source.getOrDefault("defaultMode", 0644),
                Trees.maps(source.get("items")).stream()
                        .collect(Collectors.toMap(item -> text(item, "key"), item -> text(item, "path"))));
        made.write(secret ? Objects.requireNonNull(secrets.get(object), object) : configMap(object));
        return made;
    }

    private Map<String, String> configMap(String name) {
        KubernetesObject found = objects.stream()
                .filter(object ->
                        object.kind().equals("ConfigMap") && object.name().equals(name))
                .findFirst()
                .orElseThrow();
        return fields(found.fields(), "data").entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().toString()));
    }

    /** Changes a Secret in the running pod. */
    void change(String secret, Map<String, String> data) {
        List<PodVolume> changed = files.values().stream()
                .filter(volume -> volume.object().equals(secret))
                .toList();
        assertThat(changed).isNotEmpty();
        changed.forEach(volume -> volume.write(data));
    }

    /** For {@code docker run}. The network is the host's, as the test's clients are there. */
    String[] arguments() {
        List<String> arguments = new ArrayList<>(List.of("--network=host", "--no-healthcheck"));
        arguments.addAll(security());
        Map<String, Object> resources = fields(container, "resources");
        assertThat(resources).containsOnlyKeys("requests", "limits");
        arguments.add("--memory=" + (long) quantity(resources, "limits.memory"));
        arguments.add("--cpus=" + quantity(resources, "limits.cpu"));
        arguments.add("--cpu-shares=" + (int) (1024 * quantity(resources, "requests.cpu")));
        for (Map<String, Object> variable : Trees.maps(container.get("env"))) {
            assertThat(variable).containsOnlyKeys("name", "value");
            arguments.add("--env=" + variable.get("name") + "=" + variable.get("value"));
        }
        Trees.maps(container.get("volumeMounts")).forEach(mount -> arguments.add(mount(mount)));
        arguments.add(text(container, "image"));
        return arguments.toArray(String[]::new);
    }

    private List<String> security() {
        Map<String, Object> pod = fields(spec, "securityContext");
        assertThat(pod)
                .containsOnlyKeys(
                        "runAsNonRoot", "runAsUser", "runAsGroup", "fsGroup", "fsGroupChangePolicy", "seccompProfile")
                .containsEntry("runAsNonRoot", true)
                // The engine's own, which it applies unless told otherwise.
                .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
        Map<String, Object> own = fields(container, "securityContext");
        assertThat(own)
                .containsOnlyKeys("allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities")
                .containsEntry("allowPrivilegeEscalation", false)
                .containsEntry("readOnlyRootFilesystem", true);
        List<String> arguments = new ArrayList<>(List.of("--read-only", "--security-opt=no-new-privileges"));
        arguments.add("--user=" + pod.get("runAsUser") + ":" + pod.get("runAsGroup"));
        arguments.add("--group-add=" + pod.get("fsGroup"));
        ((List<?>) Objects.requireNonNull(Trees.find(own, "capabilities.drop")))
                .forEach(each -> arguments.add("--cap-drop=" + each));
        return arguments;
    }

    private String mount(Map<String, Object> mount) {
        String name = text(mount, "name");
        PodVolume volume = files.get(name);
        if (volume == null) {
            Map<String, Object> empty = Trees.maps(spec.get("volumes")).stream()
                    .filter(each -> text(each, "name").equals(name))
                    .map(each -> fields(each, "emptyDir"))
                    .findFirst()
                    .orElseThrow();
            assertThat(empty).containsOnlyKeys("medium", "sizeLimit").containsEntry("medium", "Memory");
            return "--tmpfs=" + mount.get("mountPath") + ":size=" + (long) quantity(empty, "sizeLimit");
        }
        assertThat(mount).containsEntry("readOnly", true);
        return "--volume=" + volume.root() + ":" + mount.get("mountPath") + ":ro";
    }

    boolean succeeds(String probe) throws InterruptedException {
        int status = status(probe);
        return status >= 200 && status < 400;
    }

    /** Asks one of the probes once: the status of the answer, or 0 if none came within the probe's timeout. */
    int status(String probe) throws InterruptedException {
        Map<String, Object> request = fields(container, probe + ".httpGet");
        assertThat(request).containsOnlyKeys("path", "port");
        Map<String, Object> port = Trees.maps(container.get("ports")).stream()
                .filter(each -> text(each, "name").equals(request.get("port")))
                .findFirst()
                .orElseThrow();
        URI uri = URI.create("http://127.0.0.1:" + port.get("containerPort") + request.get("path"));
        Duration timeout = Duration.ofSeconds(number(container, probe + ".timeoutSeconds"));
        try {
            return http.send(HttpRequest.newBuilder(uri).timeout(timeout).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The wait before SIGTERM. */
    Duration preStop() {
        assertThat(fields(container, "lifecycle")).containsOnlyKeys("preStop");
        return Duration.ofSeconds(number(container, "lifecycle.preStop.sleep.seconds"));
    }

    /** From the beginning of {@link #preStop} to SIGKILL. */
    Duration grace() {
        return Duration.ofSeconds(number(spec, "terminationGracePeriodSeconds"));
    }

    private static Map<String, Object> fields(Object tree, String path) {
        return Trees.map((Map<?, ?>) Objects.requireNonNull(Trees.find(tree, path), path));
    }

    private static String text(Object tree, String path) {
        return Objects.requireNonNull(Trees.find(tree, path), path).toString();
    }

    private static int number(Object tree, String path) {
        return (int) Objects.requireNonNull(Trees.find(tree, path), path);
    }

    /** Of processors or of bytes. */
    private static double quantity(Object tree, String path) {
        String text = text(tree, path);
        Matcher matcher = QUANTITY.matcher(text);
        assertThat(matcher.matches()).as("a quantity: %s", text).isTrue();
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case null -> number;
            case "m" -> number / 1000.0;
            case "Mi" -> number * 1024.0 * 1024;
            default -> number * 1024.0 * 1024 * 1024;
        };
    }

    @Override
    public void close() {
        http.close();
    }
}
