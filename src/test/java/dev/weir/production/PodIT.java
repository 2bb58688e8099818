package dev.weir.production;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.BuiltImage;
import dev.weir.engine.Engine;
import dev.weir.engine.ImageResources;
import dev.weir.testing.Actuator;
import dev.weir.testing.FreePorts;
import dev.weir.testing.RequiresTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The chart's container on an engine, run as a kubelet would run it. There is no cluster, and no network but the host's. */
@Timeout(1200)
@RequiresTool({"dockerd", "docker", "bash", "ldd", "objcopy", "tar"})
@ExtendWith(ImageResources.class)
class PodIT {

    private static final int SIGTERM = 128 + 15;
    private static final String CONTAINER = "spec.template.spec.containers[0].";

    @TempDir
    private Path directory;

    @Test
    void startsServesAndDrainsWithinItsGracePeriod(Engine engine) throws Exception {
        List<Integer> ports = FreePorts.several(2);
        String values = """
                listeners: {echo: {port: %d}}
                management: {port: %d}
                drain: {delay: 2s, gracePeriod: 5s, scrapeDelay: 0s}
                """.formatted(ports.get(0), ports.get(1));
        KubernetesObject pod = Chart.render(values, "Deployment");
        String id = engine.run(arguments(pod, values));
        try (var actuator = new Actuator(ports.get(1))) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                String path = pod.text(CONTAINER + probe + ".httpGet.path").replaceFirst("^/actuator/", "");
                await().atMost(Engine.DEADLINE)
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .until(() -> actuator.get(path).statusCode() == 200);
            }
            try (Socket calm = connect(ports.get(0))) {
                echo(calm);
                // After preStop, which for a kubelet is a sleep.
                int grace = Integer.parseInt(pod.text("spec.template.spec.terminationGracePeriodSeconds"))
                        - Integer.parseInt(pod.text(CONTAINER + "lifecycle.preStop.sleep.seconds"));
                String _ = engine.docker("kill", "--signal=TERM", id);
                await().until(() -> actuator.get("health/readiness").statusCode() == 503);
                try (Socket late = connect(ports.get(0))) {
                    echo(late);
                }
                assertThat(calm.getInputStream().read()).isEqualTo(-1);
                String _ = engine.docker("stop", "--time=" + grace, id);
            }
        }
        assertThat(engine.awaitExit(id)).isEqualTo(SIGTERM);
        assertThat(engine.docker("logs", id)).contains("TCP listeners stopped: ", " streams drained, 0 forced");
    }

    /** What a kubelet makes of the spec, for {@code docker run}. */
    private String[] arguments(KubernetesObject pod, String values) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--network=host", "--no-healthcheck"));
        String security = "spec.template.spec.securityContext.";
        assertThat(pod.text(security + "seccompProfile.type"))
                .as("the engine's own")
                .isEqualTo("RuntimeDefault");
        arguments.add("--user=" + pod.text(security + "runAsUser") + ":" + pod.text(security + "runAsGroup"));
        arguments.add("--group-add=" + pod.text(security + "fsGroup"));
        assertThat(pod.text(CONTAINER + "securityContext.readOnlyRootFilesystem"))
                .isEqualTo("true");
        assertThat(pod.text(CONTAINER + "securityContext.allowPrivilegeEscalation"))
                .isEqualTo("false");
        arguments.addAll(List.of("--read-only", "--security-opt=no-new-privileges"));
        ((List<?>) Objects.requireNonNull(pod.find(CONTAINER + "securityContext.capabilities.drop")))
                .forEach(capability -> arguments.add("--cap-drop=" + capability));
        arguments.add(
                "--memory=" + pod.text(CONTAINER + "resources.limits.memory").replace("Mi", "m"));
        for (Map<String, Object> variable : Trees.maps(pod.find(CONTAINER + "env"))) {
            arguments.add("--env=" + variable.get("name") + "=" + variable.get("value"));
        }
        for (Map<String, Object> mount : Trees.maps(pod.find(CONTAINER + "volumeMounts"))) {
            arguments.add(mount(pod, mount, values));
        }
        arguments.add(BuiltImage.NAME);
        return arguments.toArray(String[]::new);
    }

    private String mount(KubernetesObject pod, Map<String, Object> mount, String values) throws IOException {
        Map<String, Object> volume = Trees.maps(pod.find("spec.template.spec.volumes")).stream()
                .filter(each -> each.get("name").equals(mount.get("name")))
                .findFirst()
                .orElseThrow();
        Object size = Trees.find(volume, "emptyDir.sizeLimit");
        if (size != null) {
            return "--tmpfs=" + mount.get("mountPath") + ":size="
                    + size.toString().replace("Mi", "m");
        }
        assertThat(volume).as("what this test can mount").containsKey("configMap");
        assertThat(mount).containsEntry("readOnly", true);
        Path config = Files.createDirectory(directory.resolve(mount.get("name").toString()));
        Files.writeString(config.resolve("application.yml"), Chart.applicationText(values));
        return "--volume=" + config + ":" + mount.get("mountPath") + ":ro";
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    private static void echo(Socket client) throws IOException {
        byte[] message = "a message\n".getBytes(StandardCharsets.US_ASCII);
        client.getOutputStream().write(message);
        assertThat(client.getInputStream().readNBytes(message.length)).isEqualTo(message);
    }
}
