package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

class ImageTests {

    @Test
    void isTheSameWhicheverWayItIsBuilt() throws IOException {
        String pom = read("pom.xml");
        String entrypoint = instruction("ENTRYPOINT");
        assertThat(texts(entrypoint)).isEqualTo(matches(pom, "<entry>(.*?)</entry>"));
        assertThat(instruction("USER"))
                .isEqualTo(matches(pom, "<user>(.*?)</user>").getFirst());
        assertThat(instruction("WORKDIR"))
                .isEqualTo(matches(pom, "<workingDirectory>(.*?)</workingDirectory>")
                        .getFirst());
        assertThat(instruction("ENV"))
                .isEqualTo("JDK_JAVA_OPTIONS="
                        + matches(pom, "<JDK_JAVA_OPTIONS>(.*?)</JDK_JAVA_OPTIONS>")
                                .getFirst());
        List<String> layers = matches(pom, "<path>\\$\\{project.build.directory}/image/(.*?)</path>");
        assertThat(layers).containsExactly("runtime", "dependencies", "application", "cache");
        assertThat(matches(read("Dockerfile"), "COPY --from=build /image/(\\w+)/ /"))
                .isEqualTo(layers);
    }

    @Test
    void needsNoShell() throws IOException {
        assertThat(texts(instruction("ENTRYPOINT"))).first().isEqualTo("/opt/java/bin/java");
        String check = read("Dockerfile").replace("\\\n", " ");
        assertThat(matches(check, "(?m)^HEALTHCHECK .*CMD (\\[.*])$")).hasSize(1);
        assertThat(instruction("USER")).isEqualTo("65532:65532");
    }

    @Test
    void makesItsCacheWithTheOptionsItRunsWith() throws IOException {
        assertThat(instruction("ENV")).isEqualTo("JDK_JAVA_OPTIONS=@/weir/jvm.options");
        assertThat(read("config/image/assemble.sh"))
                .contains("env -i JDK_JAVA_OPTIONS=@/weir/jvm.options")
                .contains("-XX:AOTCacheOutput=/weir/weir.aot");
        assertThat(read("config/image/jvm.options").lines().filter(line -> !line.startsWith("#")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("-"))
                .anyMatch(line -> line.contains("MaxRAMPercentage"))
                .noneMatch(line -> line.contains("-Xmx"));
    }

    @Test
    void carriesWhatTheBuildNeedsAndNothingElse() throws IOException {
        assertThat(read(".dockerignore").lines())
                .startsWith("*")
                .contains("!pom.xml", "!mvnw", "!.mvn", "!src/main", "!src/image", "!config/image");
    }

    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1"})
    void isHealthyWhileItIsReady(int answer, int status) throws Exception {
        HttpServer management = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        management.createContext("/", exchange -> {
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        });
        management.start();
        Path classes = Path.of(ImageTests.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (var check = RunningProcess.start(new ProcessBuilder(
                RunningProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes.toString(),
                "HealthCheck",
                "http://127.0.0.1:" + management.getAddress().getPort() + "/actuator/health/readiness"))) {
            assertThat(check.awaitExit()).as(check.output()).isEqualTo(status);
        } finally {
            management.stop(0);
        }
    }

    private static String instruction(String name) throws IOException {
        return matches(read("Dockerfile"), "(?m)^" + name + " (.*)$").getLast();
    }

    private static List<String> texts(String json) {
        List<?> values = new Yaml().load(json);
        return values.stream().map(String::valueOf).toList();
    }

    private static List<String> matches(String text, String pattern) {
        var found = new ArrayList<String>();
        Pattern.compile(pattern).matcher(text).results().forEach(match -> found.add(match.group(1)));
        return found;
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file), StandardCharsets.UTF_8);
    }
}
