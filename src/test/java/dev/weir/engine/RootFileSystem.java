package dev.weir.engine;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A root file system of programs that this machine has, each where it is here, with the libraries that it needs: an image that
 * stands in for one of a registry. Requires {@code ldd} and {@code tar}.
 */
record RootFileSystem(Path root) {

    private static final Pattern LIBRARY = Pattern.compile("(?m)(/\\S+) \\(0x");

    static RootFileSystem in(Path directory) throws IOException {
        Files.createDirectories(directory.resolve("tmp"));
        return new RootFileSystem(directory);
    }

    /** Adds programs of the PATH, with their libraries. */
    RootFileSystem with(String... programs) throws IOException, InterruptedException {
        for (String program : programs) {
            Path file = find(program);
            copy(file);
            withLibrariesOf(file);
        }
        return this;
    }

    /** Adds the libraries of programs that are added in another way. */
    RootFileSystem withLibrariesOf(Path... programs) throws IOException, InterruptedException {
        for (Path program : programs) {
            for (Path library : libraries(program)) {
                copy(library);
            }
        }
        return this;
    }

    /** Adds another name of a program of the PATH. */
    RootFileSystem link(String name, String program) throws IOException {
        Path link = root.resolve(name.substring(1));
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(
                link,
                link.getParent()
                        .relativize(root.resolve(find(program).toString().substring(1))));
        return this;
    }

    /** Adds a directory of this machine under another path. */
    RootFileSystem directory(Path source, String target) throws IOException, InterruptedException {
        Path copy = root.resolve(target.substring(1));
        Files.createDirectories(copy.getParent());
        String _ = Commands.run(new ProcessBuilder("cp", "-aL", source.toString(), copy.toString()));
        return this;
    }

    /**
     * Makes it an image of the engine.
     *
     * @param changes instructions of a Dockerfile, such as {@code ENTRYPOINT ["/bin/sh"]}
     */
    void importInto(Engine engine, String image, String... changes) throws IOException, InterruptedException {
        Path tar = Files.createTempFile("weir-root", ".tar");
        try {
            String _ = Commands.run(new ProcessBuilder(
                    "tar", "--create", "--file=" + tar, "--directory=" + root, "--owner=0", "--group=0", "."));
            String[] arguments = Stream.of(
                            List.of("import"),
                            Arrays.stream(changes)
                                    .map(change -> "--change=" + change)
                                    .toList(),
                            List.of(tar.toString(), image))
                    .flatMap(List::stream)
                    .toArray(String[]::new);
            String _ = engine.docker(arguments);
        } finally {
            Files.delete(tar);
        }
    }

    private static Path find(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not installed: " + program));
    }

    /** A static program, and a script, have none. */
    private static List<Path> libraries(Path program) throws IOException, InterruptedException {
        return LIBRARY.matcher(Commands.attempt(new ProcessBuilder("ldd", program.toString()))
                        .output())
                .results()
                .map(library -> library.group(1))
                // Found beside the program, as the JDK's own are, and added with its directory.
                .filter(library -> !library.contains("/../"))
                .map(Path::of)
                .toList();
    }

    /** Follows links on the way and at the end: the copy is a file. */
    private void copy(Path file) throws IOException {
        Path copy = root.resolve(file.toString().substring(1));
        if (!Files.exists(copy)) {
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
