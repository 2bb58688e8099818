package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactsIT {

    private static final String LIBRARY = System.getProperty("weir.jar");
    private static final String SERVICE = System.getProperty("weir.exec.jar");

    @Test
    void libraryBringsNothingThatSpeaksForTheApplication() throws IOException {
        assertThat(entries(LIBRARY))
                .contains("dev/weir/service/WeirApplication.class")
                .noneMatch(name -> name.startsWith("BOOT-INF/"))
                .noneMatch(name -> name.contains("application.") && !name.endsWith(".class"))
                .doesNotContain("META-INF/build-info.properties");
    }

    @Test
    void serviceBringsItsWebServerAndSaysWhatItIs() throws IOException {
        assertThat(entries(SERVICE))
                .anyMatch(name -> name.startsWith("BOOT-INF/lib/tomcat-embed-core"))
                .anyMatch(name -> name.startsWith("BOOT-INF/lib/spring-boot-webmvc"))
                .noneMatch(name -> name.contains("configuration-processor"))
                .contains("META-INF/sbom/application.cdx.json", "META-INF/build-info.properties");
    }

    @Test
    void serviceStarts(@TempDir Path directory) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var log = directory.resolve("log").toFile();
        var service = new ProcessBuilder(
                        java,
                        "-Dspring.context.exit=onRefresh",
                        "-jar",
                        SERVICE,
                        "--server.port=0",
                        "--weir.listeners.echo.address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        try {
            assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(service.exitValue()).as(text(log)).isZero();
        } finally {
            service.destroyForcibly();
        }
    }

    private static String text(File file) throws IOException {
        return Files.readString(file.toPath(), StandardCharsets.UTF_8);
    }

    private static List<String> entries(String jar) throws IOException {
        try (var file = new JarFile(jar)) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }
}
