package dev.weir.server;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads all of Weir's classes if they are files in a directory, as with {@code spring-boot:run}. Loading a class later needs a
 * file descriptor, which may be missing just when a connection has to be closed. The classes in a jar need none.
 */
final class ClassPreloader {

    private static final Logger log = LoggerFactory.getLogger(ClassPreloader.class);
    private static final String SUFFIX = ".class";

    private ClassPreloader() {}

    static void load() throws IOException {
        Path root = directory();
        if (root == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(root.resolve("dev/weir"))) {
            files.map(root::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(SUFFIX) && !name.contains("-info"))
                    .forEach(ClassPreloader::load);
        }
    }

    private static @Nullable Path directory() {
        CodeSource source = ClassPreloader.class.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        try {
            Path path = location == null || !location.getProtocol().equals("file") ? null : Path.of(location.toURI());
            return path != null && Files.isDirectory(path) ? path : null;
        } catch (URISyntaxException | IllegalArgumentException _) {
            return null;
        }
    }

    /** Ignores classes whose optional dependency is missing: such a class is not used later either. */
    private static void load(String file) {
        String name = file.substring(0, file.length() - SUFFIX.length())
                .replace('/', '.')
                .replace('\\', '.');
        try {
            Class<?> _ = Class.forName(name, false, ClassPreloader.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            log.debug("{} is not loaded", name, e);
        }
    }
}
