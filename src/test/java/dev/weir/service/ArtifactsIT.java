package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.jayway.jsonpath.JsonPath;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

class ArtifactsIT {

    private static final String LIBRARY = System.getProperty("weir.jar");
    private static final String SERVICE = System.getProperty("weir.exec.jar");

    @Test
    void libraryHasNoSettingsAndNoBuildInfo() throws IOException {
        assertThat(entries(LIBRARY))
                .contains("dev/weir/service/WeirApplication.class")
                .noneMatch(name -> name.startsWith("BOOT-INF/"))
                .noneMatch(name -> name.contains("application.") && !name.endsWith(".class"))
                .as("Spring AOT's are the service's")
                .noneMatch(name -> name.contains("__") || name.startsWith("org/"))
                .noneMatch(name -> name.startsWith("META-INF/native-image/"))
                .doesNotContain("META-INF/weir/aot-settings")
                .doesNotContain("META-INF/build-info.properties");
    }

    @Test
    void whatApplicationsTestWithIsInAJarOfItsOwn() throws IOException {
        assertThat(entries(LIBRARY)).noneMatch(name -> name.startsWith("dev/weir/test/"));
        assertThat(entries(SERVICE)).noneMatch(name -> name.contains("dev/weir/test/"));
        assertThat(entries(classified("test-support")).stream()
                        .filter(name -> name.endsWith(".class"))
                        .map(name -> name.replaceFirst("(\\$.*)?\\.class$", ".java"))
                        .distinct())
                .as("every source of src/test-support, and no test of them")
                .containsExactlyInAnyOrderElementsOf(sources(Path.of("src/test-support/java")));
    }

    @Test
    void javadocShowsThePublicApiWithItsExamples() throws IOException {
        String javadoc = classified("javadoc");
        assertThat(entries(javadoc))
                .contains("dev/weir/stream/TcpStream.html", "dev/weir/stream/TcpStreamHandler.html")
                .doesNotContain("dev/weir/stream/BufferedTcpStream.html")
                .noneMatch(name -> name.startsWith("dev/weir/service/"));
        assertThat(text(javadoc, "dev/weir/stream/TcpStream.html"))
                .contains("stream.writeAll(buffer, 0, count);")
                .contains("return stream.readLine(US_ASCII, 512);")
                .contains("return stream.inputStream().readAllBytes();");
        assertThat(text(javadoc, "dev/weir/stream/TcpStreamHandler.html")).contains("stream.shutdown(Half.READ);");
        assertThat(text(javadoc, "dev/weir/observe/ConnectionObserver.html")).contains("Set.of(ObservedEvent.CLOSED)");
    }

    @Test
    void sourcesAreThoseOfTheLibrary() throws IOException {
        String sources = classified("sources");
        assertThat(entries(sources)).noneMatch(name -> name.endsWith(".class"));
        assertThat(text(sources, "dev/weir/stream/TcpStream.java"))
                .isEqualTo(Files.readString(Path.of("src/main/java/dev/weir/stream/TcpStream.java")));
    }

    @Test
    void serviceBringsItsWebServerAndSaysWhatItIs() throws IOException {
        assertThat(entries(SERVICE))
                .anyMatch(name -> name.startsWith("BOOT-INF/lib/tomcat-embed-core"))
                .anyMatch(name -> name.startsWith("BOOT-INF/lib/spring-boot-webmvc"))
                .noneMatch(name -> name.contains("configuration-processor"))
                .as("Spring Security is the application's own choice")
                .noneMatch(name -> name.contains("spring-security"))
                .contains("META-INF/sbom/application.cdx.json", "META-INF/build-info.properties");
    }

    @Test
    void billOfMaterialsListsWhatTheServiceHasAndNoMore() throws IOException {
        String bill = text(SERVICE, "META-INF/sbom/application.cdx.json");

        assertThat(bill).contains("tomcat-embed-core").doesNotContain("spring-security", "assertj");
    }

    /** What a second build would give otherwise; docs/releasing.md compares two. */
    @Test
    void nothingInTheArtifactsDependsOnWhenOrWhereTheyAreMade() throws IOException {
        var pom =
                Pattern.compile("<project.build.outputTimestamp>(.*)</").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(pom.find()).isTrue();
        Instant time = Instant.parse(pom.group(1));
        for (String archive :
                List.of(LIBRARY, SERVICE, classified("test-support"), classified("sources"), classified("javadoc"))) {
            try (var file = new JarFile(archive)) {
                assertThat(file.stream())
                        .as(archive)
                        .isNotEmpty()
                        .allSatisfy(entry -> assertThat(timeOf(entry))
                                .as(entry.getName())
                                .isCloseTo(time, within(1, ChronoUnit.SECONDS)));
            }
        }
        String bill = text(SERVICE, "META-INF/sbom/application.cdx.json");
        assertThat(bill).doesNotContain("\"timestamp\"");
        assertThat(UUID.fromString(JsonPath.<String>read(bill, "$.serialNumber").replaceFirst("^urn:uuid:", ""))
                        .version())
                .as("of the name, not random")
                .isEqualTo(3);
        assertThat(text(classified("javadoc"), "index.html"))
                .as("the language, which is not the machine's")
                .contains("<html lang=\"en\">");
    }

    @Test
    void serviceStartsWithSpringAot() throws Exception {
        assertThat(startedAndEnded()).contains("Starting AOT-processed WeirApplication");
    }

    @Test
    void serviceStartsWithoutSpringAotWhereASettingGivesOtherBeans() throws Exception {
        assertThat(startedAndEnded("management.info.env.enabled=true"))
                .contains("Starting without Spring AOT", "management.info.env.enabled", "Starting WeirApplication");
    }

    private static String startedAndEnded(String... settings) throws IOException, InterruptedException {
        try (var service = WeirProcess.service()
                .fromJar()
                .with(settings)
                .jvm("-Dspring.context.exit=onRefresh")
                .launch()) {
            assertThat(service.awaitExit()).as(service.output()).isZero();
            return service.output();
        }
    }

    /** Digits without a zone, which are UTC's; or, with the long extra field of NTFS, an instant. */
    private static Instant timeOf(ZipEntry entry) {
        byte[] extra = entry.getExtra();
        return extra == null || extra.length < 32
                ? entry.getTimeLocal().toInstant(ZoneOffset.UTC)
                : entry.getLastModifiedTime().toInstant();
    }

    /** Returns the name of the jar with that classifier beside the library. */
    private static String classified(String classifier) {
        return LIBRARY.replaceFirst("\\.jar$", "-" + classifier + ".jar");
    }

    private static List<String> sources(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .toList();
        }
    }

    private static String text(String jar, String entry) throws IOException {
        try (var file = new JarFile(jar)) {
            return new String(file.getInputStream(file.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> entries(String jar) throws IOException {
        try (var file = new JarFile(jar)) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }
}
