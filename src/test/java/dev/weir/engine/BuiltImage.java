package dev.weir.engine;

import dev.weir.testing.MadeOnce;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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
        Path root = given != null
                ? Path.of(given)
                : MadeOnce.in(
                        "it-image",
                        BuiltImage::assemble,
                        WeirProcess.jar(),
                        Path.of("config/image"),
                        Path.of("src/image"));
        return new BuiltImage(Files.createTempDirectory("weir-image"), root);
    }

    private static void assemble(Path root) throws IOException, InterruptedException {
        var assemble =
                new ProcessBuilder("config/image/assemble.sh", WeirProcess.jar().toString(), root.toString());
        assemble.environment().put("JAVA_HOME", System.getProperty("java.home"));
        String _ = Commands.run(assemble);
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
