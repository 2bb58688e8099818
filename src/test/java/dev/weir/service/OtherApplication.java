package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningProcess;
import dev.weir.testing.WeirProcess;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A Boot application that has Weir as a library: its sources are compiled against the plain jar and what that depends on,
 * and it runs in a process of its own. Optional dependencies are there only if asked for.
 */
final class OtherApplication {

    private static final String LIBRARIES = "BOOT-INF/lib/";

    /**
     * What spring-boot-starter-webmvc, spring-boot-starter-actuator and micrometer-registry-prometheus bring, and the
     * loader's tools, which no application has as a dependency.
     */
    private static final Predicate<Path> OPTIONAL =
            jar -> Pattern.compile("^(tomcat-embed-|jackson-|spring-web|spring-boot-"
                            + "(web|tomcat|servlet|jackson|http-converter|jarmode-tools|actuator|health|micrometer|"
                            + "starter-(actuator|micrometer))|micrometer-(core|registry|jakarta)|prometheus-)")
                    .matcher(jar.getFileName().toString())
                    .find();

    /** What spring-boot-starter-test brings. */
    private static final Pattern TEST_LIBRARY = Pattern.compile(
            "^(spring-test|spring-boot-test|junit-|assertj-|awaitility-|opentest4j-|apiguardian-|hamcrest-)");

    private final Path directory;
    private final List<Path> sources = new ArrayList<>();
    private final List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));

    OtherApplication(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("lib"));
        unpackLibraries();
    }

    private void unpackLibraries() throws IOException {
        try (var jar = new JarFile(WeirProcess.jar().toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                if (entry.getName().startsWith(LIBRARIES) && !entry.isDirectory()) {
                    try (InputStream library = jar.getInputStream(entry)) {
                        Files.copy(
                                library,
                                directory.resolve("lib").resolve(entry.getName().substring(LIBRARIES.length())));
                    }
                }
            }
        }
    }

    /** Adds options of the JVM. */
    OtherApplication jvm(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    OtherApplication library(Path jar) throws IOException {
        Files.copy(jar, directory.resolve("lib").resolve(jar.getFileName()));
        return this;
    }

    /** Adds a public class, whose package and name are taken from the source. */
    OtherApplication source(String code) throws IOException {
        var type = Pattern.compile("^(?:public )?(?:final )?class (\\w+)", Pattern.MULTILINE)
                .matcher(code);
        assertThat(type.find()).as("a class in %s", code).isTrue();
        var inPackage =
                Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE).matcher(code);
        String folder = inPackage.find() ? inPackage.group(1).replace('.', '/') : "";
        Path file = directory.resolve("src").resolve(folder).resolve(type.group(1) + ".java");
        Files.createDirectories(file.getParent());
        sources.add(Files.writeString(file, code));
        return this;
    }

    OtherApplication settings(String yaml) throws IOException {
        Files.createDirectories(directory.resolve("classes"));
        Files.writeString(directory.resolve("classes/application.yml"), yaml);
        return this;
    }

    /** Compiles the sources; fails with the compiler's messages if there are any. */
    OtherApplication compile() throws IOException {
        compile(sources, "classes", classPath(true));
        return this;
    }

    /**
     * Compiles tests of the application against {@code dev.weir.test} and what spring-boot-starter-test brings, and runs them.
     *
     * @param codes their sources, {@code TestMain} with the main method among them
     * @return the process, at whose end all tests have run
     */
    RunningProcess test(String mainClass, String... codes) throws IOException {
        sources.clear();
        for (String code : codes) {
            source(code);
        }
        String classPath = String.join(File.pathSeparator, testClassPath(), classPath(true));
        compile(sources, "test-classes", classPath);
        return RunningProcess.start(
                new ProcessBuilder(RunningProcess.java(), "-XX:TieredStopAtLevel=1", "-cp", classPath, mainClass)
                        .directory(directory.toFile()));
    }

    /** The artifact for tests, and the libraries for tests of this JVM's own class path. */
    private String testClassPath() {
        String artifact = System.getProperty("weir.jar").replaceFirst("\\.jar$", "-test-support.jar");
        return Stream.concat(
                        Stream.of(
                                directory.resolve("test-classes"),
                                Path.of(artifact).toAbsolutePath()),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                                .map(Path::of)
                                .filter(jar -> TEST_LIBRARY
                                        .matcher(jar.getFileName().toString())
                                        .find()))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void compile(List<Path> files, String target, String classPath) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            messages,
                            manager,
                            null,
                            List.of(
                                    "-d",
                                    directory.resolve(target).toString(),
                                    "-cp",
                                    classPath,
                                    "-parameters",
                                    "-proc:none",
                                    "-Xlint:all,-classfile",
                                    "-Werror"),
                            null,
                            manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    RunningProcess start(boolean web, String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(RunningProcess.java()));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(web), mainClass));
        command.addAll(List.of(arguments));
        return RunningProcess.start(new ProcessBuilder(command).directory(directory.toFile()));
    }

    private String classPath(boolean web) throws IOException {
        List<String> entries = new ArrayList<>();
        entries.add(directory.resolve("classes").toString());
        entries.add(Path.of(System.getProperty("weir.jar")).toAbsolutePath().toString());
        try (Stream<Path> libraries = Files.list(directory.resolve("lib"))) {
            libraries
                    .filter(OPTIONAL.negate().or(_ -> web))
                    .sorted()
                    .map(Path::toString)
                    .forEach(entries::add);
        }
        return String.join(File.pathSeparator, entries);
    }
}
