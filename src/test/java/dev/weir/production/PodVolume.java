package dev.weir.production;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The files of a ConfigMap or a Secret, as a kubelet lays them out: each is a link through {@code ..data}, a link to the directory
 * of a version, so that all of them change at once. It needs root, for the files' group.
 *
 * @param root what is mounted
 * @param object the name of the ConfigMap or the Secret
 * @param group of the files: the pod's fsGroup
 * @param mode of the files
 * @param items names of the files, by their keys; empty for all keys under their own names
 */
record PodVolume(Path root, String object, int group, int mode, Map<String, String> items) {

    private static final String CURRENT = "..data";
    private static final int DIRECTORY_MODE = 0755;

    /** Writes a version, puts it in the place of the one before, and removes that. */
    void write(Map<String, String> data) {
        try {
            Files.setAttribute(Files.createDirectories(root), "unix:mode", DIRECTORY_MODE);
            Path current = root.resolve(CURRENT);
            List<Path> before = Files.exists(current) ? List.of(current.toRealPath()) : List.of();
            Map<String, String> files = files(data);
            Path link = Files.createSymbolicLink(
                    root.resolve("..data_tmp"), version(files).getFileName());
            Files.move(link, current, StandardCopyOption.ATOMIC_MOVE);
            for (String name : files.keySet()) {
                if (!Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(root.resolve(name), Path.of(CURRENT, name));
                }
            }
            for (Path version : before) {
                remove(version);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> files(Map<String, String> data) {
        return items.isEmpty()
                ? data
                : items.entrySet().stream()
                        .collect(toMap(
                                Map.Entry::getValue,
                                item -> Objects.requireNonNull(data.get(item.getKey()), item.getKey())));
    }

    private Path version(Map<String, String> files) throws IOException {
        Path version = Files.createTempDirectory(root, "..");
        Files.setAttribute(version, "unix:mode", DIRECTORY_MODE);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path written = Files.writeString(version.resolve(file.getKey()), file.getValue());
            Files.setAttribute(written, "unix:gid", group);
            Files.setAttribute(written, "unix:mode", mode);
        }
        return version;
    }

    private static void remove(Path version) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(version)) {
            files = listed.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(version);
    }
}
