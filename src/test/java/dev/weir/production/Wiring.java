package dev.weir.production;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether objects that name each other mean the same: selectors and pods, ports, volumes, targets, names. */
final class Wiring {

    private static final String POD = "spec.template";

    private final List<KubernetesObject> objects;
    private final KubernetesObject workload;
    private final Set<String> ports;
    private final List<String> problems = new ArrayList<>();

    private Wiring(List<KubernetesObject> objects) {
        this.objects = objects;
        this.workload = objects.stream()
                .filter(object -> Set.of("Deployment", "StatefulSet").contains(object.kind()))
                .findFirst()
                .orElseThrow();
        this.ports = Trees.maps(workload.find(POD + ".spec.containers[0].ports")).stream()
                .map(port -> String.valueOf(port.get("name")))
                .collect(Collectors.toSet());
    }

    static List<String> problems(List<KubernetesObject> objects) {
        var wiring = new Wiring(objects);
        wiring.names();
        wiring.selectors();
        wiring.targets();
        wiring.volumes();
        wiring.settings();
        return wiring.problems;
    }

    private void names() {
        var seen = new TreeSet<String>();
        for (KubernetesObject object : objects) {
            check(object.name().matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?"), object, "has a bad name");
            check(object.name().length() <= 63, object, "has a name of more than 63 characters");
            check(seen.add(object.toString()), object, "is there twice");
        }
        ports.forEach(
                port -> check(port.length() <= 15, workload, "has a port name of more than 15 characters: " + port));
    }

    private void selectors() {
        selects(workload, "spec.selector.matchLabels");
        of("Service").forEach(service -> {
            selects(service, "spec.selector");
            Trees.maps(service.find("spec.ports"))
                    .forEach(port ->
                            check(ports.contains(port.get("targetPort")), service, "has no such port: " + port));
        });
        of("PodDisruptionBudget").forEach(budget -> selects(budget, "spec.selector.matchLabels"));
        of("NetworkPolicy").forEach(policy -> selects(policy, "spec.podSelector.matchLabels"));
        of("PodMonitor").forEach(monitor -> {
            selects(monitor, "spec.selector.matchLabels");
            check(ports.contains(monitor.text("spec.podMetricsEndpoints[0].port")), monitor, "has no such port");
        });
        of("ServiceMonitor").forEach(monitor -> {
            long services = of("Service").stream()
                    .filter(service ->
                            contains(service.find("metadata.labels"), monitor.find("spec.selector.matchLabels")))
                    .count();
            check(services == 1, monitor, "selects " + services + " services");
        });
    }

    private void targets() {
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            Object port = workload.find(POD + ".spec.containers[0]." + probe + ".httpGet.port");
            check(ports.contains(String.valueOf(port)), workload, "has no port for its " + probe);
        }
        for (KubernetesObject scaler : objects) {
            if (Set.of("HorizontalPodAutoscaler", "ScaledObject").contains(scaler.kind())) {
                check(scaler.text("spec.scaleTargetRef.name").equals(workload.name()), scaler, "scales another");
                check(scaler.text("spec.scaleTargetRef.kind").equals(workload.kind()), scaler, "scales another kind");
            }
        }
        if (workload.find("spec.serviceName") instanceof String name) {
            check(of("Service").stream().anyMatch(service -> service.name().equals(name)), workload, "has no " + name);
        }
    }

    private void volumes() {
        Set<Object> volumes = Trees.maps(workload.find(POD + ".spec.volumes")).stream()
                .map(volume -> Objects.requireNonNull(volume.get("name")))
                .collect(Collectors.toSet());
        List<String> mounts = new ArrayList<>();
        Trees.maps(workload.find(POD + ".spec.containers[0].volumeMounts")).forEach(mount -> {
            check(volumes.remove(mount.get("name")), workload, "mounts what is not there: " + mount);
            mounts.add(mount.get("mountPath") + "/");
        });
        check(volumes.isEmpty(), workload, "mounts nowhere: " + volumes);
        // A directory cannot be made for a mount inside a read-only mount.
        mounts.forEach(mount -> check(
                mounts.stream().noneMatch(other -> !other.equals(mount) && mount.startsWith(other)),
                workload,
                "mounts inside another mount: " + mount));
    }

    private void settings() {
        String mounted = workload.text(POD + ".spec.volumes[0].configMap.name");
        check(of("ConfigMap").stream().anyMatch(map -> map.name().equals(mounted)), workload, "has no " + mounted);
        Set<String> secrets = of("Certificate").stream()
                .map(certificate -> certificate.text("spec.secretName"))
                .collect(Collectors.toSet());
        Set<Object> used = Trees.maps(workload.find(POD + ".spec.volumes")).stream()
                .map(volume -> Trees.find(volume, "secret.secretName"))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        check(used.containsAll(secrets), workload, "does not use the certificates " + secrets);
    }

    private void selects(KubernetesObject object, String selector) {
        check(
                contains(workload.find(POD + ".metadata.labels"), object.find(selector)),
                object,
                "does not select the pods");
    }

    private static boolean contains(@Nullable Object labels, @Nullable Object selector) {
        return labels instanceof Map<?, ?> all
                && selector instanceof Map<?, ?> wanted
                && !wanted.isEmpty()
                && all.entrySet().containsAll(wanted.entrySet());
    }

    private List<KubernetesObject> of(String kind) {
        return objects.stream().filter(object -> object.kind().equals(kind)).toList();
    }

    private void check(boolean holds, KubernetesObject object, String problem) {
        if (!holds) {
            problems.add(object + " " + problem);
        }
    }
}
