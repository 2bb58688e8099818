package dev.weir.engine;

import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The image as {@code ./mvnw package -Pimage} makes it, without a container engine. {@code -Dweir.image=target/image} takes layers
 * that are there already, which saves a minute for whoever runs one of these tests again and again.
 *
 * @param directory of this object's own files
 * @param root of the layers that {@code assemble.sh} has laid out
 */
public record BuiltImage(Path directory, Path root) implements AutoCloseable {

    /** The layers, in their order. */
    public static final List<String> LAYERS = List.of("runtime", "dependencies", "application", "cache");

    /** Of the image that {@link #pack} makes. */
    public static final String NAME = "weir:it";

    static BuiltImage make() throws IOException, InterruptedException {
        String given = System.getProperty("weir.image");
        Path root = given == null ? assembleOnce(WeirProcess.jar()) : Path.of(given);
        return new BuiltImage(Files.createTempDirectory("weir-image"), root);
    }

    /** Lays the layers out in target, unless that has been done with the same files: tests run in two processes. */
    private static Path assembleOnce(Path jar) throws IOException, InterruptedException {
        Path shared = Files.createDirectories(Path.of("target", "it-image").toAbsolutePath());
        Path root = shared.resolve("image");
        Path done = shared.resolve("done");
        try (var file = FileChannel.open(shared.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = file.lock()) {
            String wanted = digest(jar, Path.of("config/image"), Path.of("src/image"));
            if (!Files.exists(done) || !Files.readString(done).equals(wanted)) {
                Files.deleteIfExists(done);
                Commands.remove(root);
                var assemble = new ProcessBuilder("config/image/assemble.sh", jar.toString(), root.toString());
                assemble.environment().put("JAVA_HOME", System.getProperty("java.home"));
                String _ = Commands.run(assemble);
                Files.writeString(done, wanted);
            }
        }
        return root;
    }

    private static String digest(Path... made) throws IOException {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            for (Path each : made) {
                try (Stream<Path> files = Files.walk(each)) {
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

    /** Packs the layers into a file for {@code docker load}. */
    Path pack() throws IOException, InterruptedException {
        Path file = directory.resolve("image.tar");
        String _ = Commands.run(new ProcessBuilder(
                "config/image/pack.sh", root.toString(), file.toString(), NAME, "1.2.3", "2026-11-22T00:00:00Z"));
        return file;
    }

    @Override
    public void close() throws IOException {
        Commands.remove(directory);
    }
}
