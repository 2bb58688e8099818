package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

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
    void serviceStarts() throws Exception {
        try (var service =
                WeirProcess.service().jvm("-Dspring.context.exit=onRefresh").launch()) {
            assertThat(service.awaitExit()).as(service.output()).isZero();
        }
    }

    private static List<String> entries(String jar) throws IOException {
        try (var file = new JarFile(jar)) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }
}
