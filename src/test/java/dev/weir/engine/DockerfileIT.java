package dev.weir.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RequiresTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The Dockerfile on an engine, with this machine's JDK and programs in place of the registry's image of a JDK. */
@Timeout(1800)
@EnabledIfSystemProperty(
        named = "weir.require-tools",
        matches = "true",
        disabledReason = "it builds the service once more, for minutes, in a container")
@RequiresTool({"dockerd", "docker", "bash", "ldd", "objcopy", "tar", "curl", "awk"})
@ExtendWith(ImageResources.class)
class DockerfileIT {

    private static final String JDK = "weir-it/jdk:25";
    private static final String BUILT = "weir-it:dockerfile";

    /** What mvnw, mvn and assemble.sh use, all of which eclipse-temurin has. */
    private static final String[] PROGRAMS = {
        "awk",
        "basename",
        "bash",
        "cat",
        "chmod",
        "cp",
        "curl",
        "cut",
        "dirname",
        "env",
        "expr",
        "find",
        "grep",
        "gzip",
        "head",
        "ldd",
        "ln",
        "ls",
        "mkdir",
        "mktemp",
        "mv",
        "objcopy",
        "printf",
        "realpath",
        "rm",
        "sed",
        "sort",
        "tar",
        "touch",
        "tr",
        "uname"
    };

    /** What the engine puts into a container, and what differs from build to build: profiles in the caches. */
    private static final Set<String> NOT_COMPARED =
            Set.of(".dockerenv", "etc/hostname", "etc/hosts", "etc/resolv.conf", "etc/mtab");

    @TempDir
    private Path directory;

    @Test
    void buildsTheImageThatIsMadeWithoutAnEngine(Engine engine) throws Exception {
        try (var maven = new MavenMirror()) {
            importJdk(engine, maven.settings());
            String _ = engine.docker(
                    "build",
                    "--network=host",
                    "--build-arg=JDK_IMAGE=" + JDK,
                    "--build-arg=VERSION=1.2.3",
                    "--build-arg=CREATED=2026-11-22T00:00:00Z",
                    "--tag=" + BUILT,
                    ".");
        }
        assertThat(files(engine, BUILT)).isEqualTo(files(engine, BuiltImage.NAME));
        assertThat(config(engine, BUILT)).isEqualTo(config(engine, BuiltImage.NAME));
        assertThat(engine.docker(
                        "run",
                        "--rm",
                        "--network=none",
                        "--read-only",
                        "--tmpfs=/tmp",
                        "--env=JDK_JAVA_OPTIONS=@/weir/jvm.options -XX:AOTMode=on -Dspring.context.exit=onRefresh",
                        BUILT))
                .as("its caches are valid")
                .contains("Starting AOT-processed WeirApplication");
    }

    private void importJdk(Engine engine, String mavenSettings) throws IOException, InterruptedException {
        Path jdk = Path.of(System.getProperty("java.home"));
        RootFileSystem root = RootFileSystem.in(directory.resolve("jdk"))
                .with(PROGRAMS)
                .withLibrariesOf(jdk.resolve("bin/java"), jdk.resolve("lib/server/libjvm.so"))
                .directory(jdk, "/opt/java/openjdk")
                .link("/bin/bash", "bash")
                .link("/bin/sh", "bash");
        Path m2 = Files.createDirectories(root.root().resolve("root/.m2"));
        Files.writeString(m2.resolve("settings.xml"), mavenSettings);
        // mvnw's own download.
        Path wrapper = MavenMirror.repository().resolveSibling("wrapper");
        if (Files.isDirectory(wrapper)) {
            root.directory(wrapper, "/root/.m2/wrapper");
        }
        root.importInto(
                engine,
                JDK,
                "ENV JAVA_HOME=/opt/java/openjdk HOME=/root PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    }

    /** The files of an image by path: mode, owner, time, and a digest of the content but for the caches', which have profiles. */
    private Map<String, String> files(Engine engine, String image) throws IOException, InterruptedException {
        String container = engine.docker("create", image);
        Path root = Files.createDirectory(directory.resolve(container));
        Path tar = directory.resolve(container + ".tar");
        String _ = engine.docker("export", "--output=" + tar, container);
        String _ = Commands.run(new ProcessBuilder(
                "tar", "--extract", "--same-owner", "--same-permissions", "--file=" + tar, "--directory=" + root));
        var files = new TreeMap<String, String>();
        try (Stream<Path> paths = Files.walk(root)) {
            paths.forEach(path -> {
                String name = root.relativize(path).toString();
                if (!name.matches("|dev(/.*)?|proc|sys") && !NOT_COMPARED.contains(name)) {
                    files.put(name, describe(path));
                }
            });
        }
        return files;
    }

    private static String describe(Path path) {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String content = !attributes.isRegularFile()
                    ? "no file"
                    : path.toString().endsWith(".aot") ? "a cache" : attributes.lastModifiedTime() + " " + digest(path);
            return PosixFilePermissions.toString(attributes.permissions()) + " " + attributes.owner() + " " + content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> config(Engine engine, String image) throws IOException, InterruptedException {
        Map<String, Object> config =
                new TreeMap<>(new Yaml().<Map<String, Object>>load(engine.inspect(image, "{{json .Config}}")));
        // Of the container that the builder made for its last step.
        config.keySet()
                .removeAll(List.of("Hostname", "Image", "Domainname", "OnBuild", "Volumes", "Cmd", "ArgsEscaped"));
        // The builder adds a PATH, which an image without a shell does not need.
        config.computeIfPresent("Env", (_, variables) -> withoutPath((List<?>) variables));
        // Only who builds from a repository knows a revision, and says so by a build argument.
        config.computeIfPresent("Labels", (_, labels) -> withoutEmptyRevision((Map<?, ?>) labels));
        return config;
    }

    private static Map<?, ?> withoutEmptyRevision(Map<?, ?> labels) {
        var others = new TreeMap<Object, Object>(labels);
        boolean _ = others.remove("org.opencontainers.image.revision", "");
        return others;
    }

    private static List<?> withoutPath(List<?> variables) {
        return variables.stream()
                .filter(variable -> !variable.toString().startsWith("PATH="))
                .toList();
    }
}
