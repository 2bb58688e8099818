package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ImageTests {

    /** The texts are compared; {@code DockerfileIT} compares what is built. */
    @Test
    void isTheSameWhicheverWayItIsBuilt() throws IOException {
        String dockerfile = read("Dockerfile").replace("\\\n", " ");
        assertThat(packed("Entrypoint")).isEqualTo(texts(instruction("ENTRYPOINT")));
        assertThat(packed("User")).isEqualTo(instruction("USER"));
        assertThat(packed("WorkingDir")).isEqualTo(instruction("WORKDIR"));
        assertThat(packed("StopSignal")).isEqualTo(instruction("STOPSIGNAL"));
        assertThat(packed("Env")).isEqualTo(List.of(instruction("ENV").split(" ")));
        var check = new ArrayList<>(List.of("CMD"));
        check.addAll(
                texts(matches(dockerfile, "(?m)^HEALTHCHECK .*CMD (\\[.*])$").getFirst()));
        assertThat(packed("Healthcheck.Test")).isEqualTo(check);
        assertThat(matches(read("config/image/pack.sh"), "for part in (.*); do"))
                .containsExactly(String.join(" ", matches(dockerfile, "COPY --from=build /image/(\\w+)/ /")));
    }

    /** A frontend, cache mounts and newer options need BuildKit, a registry, or an engine newer than some distributions have. */
    @Test
    void isBuiltByAnyBuilder() throws IOException {
        assertThat(read("Dockerfile").lines().filter(line -> !line.startsWith("# ")))
                .noneMatch(line -> line.startsWith("# syntax"))
                .noneMatch(line -> line.contains("--mount"))
                .noneMatch(line -> line.contains("--start-interval"));
        assertThat(read("Dockerfile")).doesNotContain("# syntax");
        assertThat(read("config/image/assemble.sh").lines())
                .as("an engine's build may not change its root")
                .noneMatch(line -> line.contains("unshare") || line.contains("chroot"));
    }

    @Test
    void needsNoShell() throws IOException {
        assertThat(texts(instruction("ENTRYPOINT"))).first().isEqualTo("/opt/java/bin/java");
        assertThat(packed("Healthcheck.Test").toString()).startsWith("[CMD, /usr/bin/env, -i, /opt/java/bin/java");
        assertThat(instruction("USER")).isEqualTo("65532:65532");
    }

    @Test
    void makesItsCacheWithTheOptionsItRunsWith() throws IOException {
        assertThat(instruction("ENV")).startsWith("JDK_JAVA_OPTIONS=@/weir/jvm.options ");
        assertThat(read("config/image/assemble.sh"))
                .contains("\"JDK_JAVA_OPTIONS=@$stage/jvm.options\"")
                .contains("-XX:AOTCacheOutput=$cache/weir/weir.aot");
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

    private static String instruction(String name) throws IOException {
        return matches(read("Dockerfile"), "(?m)^" + name + " (.*)$").getLast();
    }

    /** A value of the configuration that pack.sh gives the image. */
    private static Object packed(String path) throws IOException {
        return Objects.requireNonNull(Trees.find(
                new Yaml().load(read("config/image/config.json").replace("[@layers@]", "[]")), "config." + path));
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
