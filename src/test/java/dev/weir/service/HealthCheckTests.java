package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningProcess;
import dev.weir.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The service says where its readiness probe is, and the image's health check asks there, whatever the settings are. */
@ExtendWith(OutputCaptureExtension.class)
class HealthCheckTests {

    @TempDir
    private Path directory;

    @Test
    void isReadyOnAnyPortAndPath() throws Exception {
        try (var context = start("--server.servlet.context-path=/c", "--spring.mvc.servlet.path=/d")) {
            assertThat(url()).matches("http://127\\.0\\.0\\.1:\\d+/c/d/actuator/health/readiness");
            assertReady();
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
            assertUnready("HTTP/1.1 503");
        }
        assertUnready("ConnectException");
    }

    @Test
    void isReadyOnAManagementPortOfItsOwn() throws Exception {
        try (var _ = start(
                "--management.server.port=0",
                "--management.server.address=127.0.0.2",
                "--management.server.base-path=/ops",
                "--management.endpoints.web.base-path=/",
                "--management.endpoints.web.path-mapping.health=state")) {
            assertThat(url()).matches("http://127\\.0\\.0\\.2:\\d+/ops/state/readiness");
            assertReady();
        }
    }

    @Test
    void isReadyBehindTls() throws Exception {
        TestCertificates certificates = TestCertificates.of("weir");
        certificates.writeTo(directory.resolve("tls.crt"), directory.resolve("tls.key"));
        try (var _ = start(
                "--server.address=0.0.0.0",
                "--server.ssl.bundle=management",
                "--spring.ssl.bundle.pem.management.keystore.certificate=file:" + directory.resolve("tls.crt"),
                "--spring.ssl.bundle.pem.management.keystore.private-key=file:" + directory.resolve("tls.key"))) {
            assertThat(url()).startsWith("https://127.0.0.1:");
            assertReady();
        }
    }

    @Test
    void hasNoUrlWithoutAnEndpointToAsk() throws Exception {
        try (var _ = start("--management.endpoints.web.exposure.include=info")) {
            assertThat(file()).doesNotExist();
            assertUnready("is not there: weir has not started its management port yet, or has none");
        }
    }

    @Test
    void startsWithoutTheFileIfItCannotBeWritten(CapturedOutput output) throws Exception {
        Files.createDirectory(file());
        try (var context = start()) {
            assertThat(context.isActive()).isTrue();
            assertThat(output).contains("cannot be written, so a health check that reads it will fail: " + file());
        }
    }

    private void assertReady() throws IOException, InterruptedException {
        try (var check = check()) {
            assertThat(check.awaitExit()).as(check.output()).isZero();
            assertThat(check.output()).startsWith("HTTP/1.1 200");
        }
    }

    private void assertUnready(String reason) throws IOException, InterruptedException {
        try (var check = check()) {
            assertThat(check.awaitExit()).isOne();
            assertThat(check.output()).contains(reason);
        }
    }

    private RunningProcess check() throws IOException {
        return RunningProcess.start(new ProcessBuilder(
                RunningProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "HealthCheck",
                file().toString()));
    }

    private Path file() {
        return directory.resolve("readiness");
    }

    private String url() throws IOException {
        return Files.readString(file()).strip();
    }

    private ConfigurableApplicationContext start(String... settings) {
        var arguments = new ArrayList<>(List.of(
                "--READINESS_URL_FILE=" + file(),
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--weir.listeners.echo.address=127.0.0.1:0"));
        arguments.addAll(List.of(settings));
        return SpringApplication.run(WeirApplication.class, arguments.toArray(String[]::new));
    }
}
