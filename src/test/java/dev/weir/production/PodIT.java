package dev.weir.production;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jayway.jsonpath.JsonPath;
import dev.weir.engine.BuiltImage;
import dev.weir.engine.Engine;
import dev.weir.engine.ImageResources;
import dev.weir.testing.Actuator;
import dev.weir.testing.FreePorts;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The chart's pod on an engine, run as a kubelet would run it. There is no cluster, and no network but the host's. */
@Timeout(1200)
@RequiresTool({"dockerd", "docker", "bash", "ldd", "objcopy", "tar"})
@ExtendWith(ImageResources.class)
class PodIT {

    private static final int SIGTERM = 128 + 15;

    private final TestCertificates device = TestCertificates.of("device.example.com");

    @TempDir
    private Path directory;

    private final List<Integer> ports;

    PodIT() throws IOException {
        ports = FreePorts.several(3);
    }

    @Test
    void servesTakesANewSecretAndDrainsWithinItsGracePeriod(Engine engine) throws Exception {
        TestCertificates first = TestCertificates.of("first.example.com");
        TestCertificates second = TestCertificates.of("second.example.com");
        Map<String, Map<String, String>> secrets = Map.of("feed", secret(first), "devices", secret(device));
        try (var pod = new Pod(values(), directory, secrets)) {
            String id = engine.run(pod.arguments());
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                await().atMost(Engine.DEADLINE).until(() -> pod.succeeds(probe));
            }
            assertConfined(engine, id);
            try (Socket busy = connect();
                    Socket calm = connectTls(first)) {
                echo(busy);
                echo(calm);
                assertThatThrownBy(() -> connectTls(second)).isInstanceOf(SSLException.class);
                pod.change("feed", secret(second));
                awaitUse(second);
                assertThatThrownBy(() -> connectTls(first)).isInstanceOf(SSLException.class);
                echo(calm);
                end(pod, engine, id, busy, second);
                assertThat(calm.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(engine.awaitExit(id)).isEqualTo(SIGTERM);
            assertThat(engine.docker("logs", id))
                    .containsPattern("TCP listeners stopped: \\d+ streams drained, 0 forced");
        }
    }

    private String values() {
        String[] image = BuiltImage.NAME.split(":", -1);
        return """
                image: {repository: %s, tag: %s}
                management: {port: %d}
                listeners:
                  echo: {port: %d}
                  feed:
                    port: %d
                    handler: echo
                    tls: {enabled: true, secretName: feed, clientAuth: need, clientCaSecretName: devices}
                resources:
                  requests: {cpu: 500m, memory: 384Mi}
                  limits: {cpu: 1, memory: 384Mi}
                drain: {preStop: 2s, delay: 5s, idle: 3s, gracePeriod: 10s, scrapeDelay: 0s, margin: 10s}
                """.formatted(image[0], image[1], ports.get(0), ports.get(1), ports.get(2));
    }

    private Map<String, String> secret(TestCertificates certificates) throws IOException {
        Path written = Files.createTempDirectory(directory, "secret");
        certificates.writeTo(written.resolve("tls.crt"), written.resolve("tls.key"));
        return Map.of(
                "tls.crt", Files.readString(written.resolve("tls.crt")),
                "tls.key", Files.readString(written.resolve("tls.key")),
                "ca.crt", Files.readString(written.resolve("tls.crt")));
    }

    /** What the kernel and the JVM know of the pod's security context and limits. */
    private void assertConfined(Engine engine, String id) throws Exception {
        String process = engine.docker("inspect", "--format", "{{.State.Pid}}", id);
        assertThat(Files.readString(Path.of("/proc", process, "status")))
                .contains("\nUid:\t65532\t", "\nGid:\t65532\t", "\nNoNewPrivs:\t1\n", "\nSeccomp:\t2\n")
                .contains("\nCapEff:\t" + "0".repeat(16) + "\n", "\nCapBnd:\t" + "0".repeat(16) + "\n");
        assertThat(Files.readString(Path.of("/proc", process, "mounts")))
                .containsPattern("(?m)^\\S+ / \\S+ ro[, ]")
                .containsPattern("(?m)^\\S+ /etc/weir-tls/feed \\S+ ro[, ]")
                .containsPattern("(?m)^tmpfs /tmp tmpfs rw,.*size=32768k");
        try (var actuator = new Actuator(ports.getFirst())) {
            assertThat(metric(actuator, "system.cpu.count")).isEqualTo(1);
            assertThat(metric(actuator, "jvm.memory.max?tag=area:heap"))
                    .as("65 % of the container's 384 MiB")
                    .isCloseTo(0.65 * 384 * 1024 * 1024, Percentage.withPercentage(3));
        }
    }

    private static double metric(Actuator actuator, String name) throws IOException, InterruptedException {
        Number value = JsonPath.read(actuator.body("metrics/" + name), "$.measurements[0].value");
        return value.doubleValue();
    }

    private void awaitUse(TestCertificates server) {
        await().pollInterval(Duration.ofMillis(200)).atMost(Engine.DEADLINE).until(() -> {
            try (Socket client = connectTls(server)) {
                echo(client);
                return true;
            } catch (SSLException e) {
                return false;
            }
        });
    }

    /** As a kubelet does it: what preStop takes is part of the grace period, and SIGTERM leaves the rest of it. */
    private void end(Pod pod, Engine engine, String id, Socket busy, TestCertificates server) throws Exception {
        long begin = System.nanoTime();
        await().pollInterval(Duration.ofMillis(100)).during(pod.preStop()).until(() -> {
            echo(busy);
            connect().close();
            return pod.succeeds("readinessProbe");
        });
        Duration left = pod.grace().minusNanos(System.nanoTime() - begin);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> stopped = executor.submit(() -> engine.docker("stop", "--time=" + left.toSeconds(), id));
            await().until(() -> {
                echo(busy);
                return pod.status("readinessProbe") == 503;
            });
            try (Socket late = connectTls(server)) {
                echo(late);
            }
            await().until(() -> pod.succeeds("livenessProbe"));
            await().until(() -> {
                echo(busy);
                return isClosed();
            });
            echo(busy);
            busy.shutdownOutput();
            assertThat(busy.getInputStream().read()).isEqualTo(-1);
            assertThat(stopped.get()).isEqualTo(id);
        }
    }

    private boolean isClosed() throws IOException {
        try (Socket _ = connect()) {
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    private Socket connect() throws IOException {
        return patient(new Socket(InetAddress.getLoopbackAddress(), ports.get(1)));
    }

    /** With the device's certificate; the server's must be for its address. */
    private Socket connectTls(TestCertificates server) throws IOException {
        var socket =
                (SSLSocket) device.contextTrusting(server).getSocketFactory().createSocket("127.0.0.1", ports.get(2));
        try {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            Socket _ = patient(socket);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket patient(Socket socket) throws IOException {
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    private static void echo(Socket client) throws IOException {
        byte[] message = "a message\n".getBytes(StandardCharsets.US_ASCII);
        client.getOutputStream().write(message);
        assertThat(client.getInputStream().readNBytes(message.length)).isEqualTo(message);
    }
}
