package dev.weir.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/** Directories in target that take long to make, and are made again only if their sources have changed: tests run in two processes. */
public final class MadeOnce {

    /** What is done for a directory, which is not there yet. */
    public interface Making {
        void make(Path directory) throws IOException, InterruptedException;
    }

    private MadeOnce() {}

    /**
     * Returns the directory, which is made first unless that has been done from the same sources.
     *
     * @param name of a directory in target for the one returned and for notes about it
     * @param sources files, and directories with all their files
     */
    public static Path in(String name, Making making, Path... sources) throws IOException, InterruptedException {
        Path shared = Files.createDirectories(Path.of("target", name).toAbsolutePath());
        Path directory = shared.resolve("made");
        Path done = shared.resolve("done");
        try (var file = FileChannel.open(shared.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = file.lock()) {
            String wanted = digest(sources);
            if (!Files.exists(done) || !Files.readString(done).equals(wanted)) {
                Files.deleteIfExists(done);
                boolean _ = FileSystemUtils.deleteRecursively(directory);
                making.make(directory);
                Files.writeString(done, wanted);
            }
        }
        return directory;
    }

    private static String digest(Path... sources) throws IOException {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            for (Path source : sources) {
                try (Stream<Path> files = Files.walk(source)) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        sha256.update(Files.readAllBytes(file));
                    }
                }
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
