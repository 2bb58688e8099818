package dev.weir.stream;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file that a Unix domain socket leaves in the file system (unix(7)), which outlives the process that made it.
 *
 * @param key what tells this file from another at the same path
 */
record UnixSocketFile(Path path, @Nullable Object key) {

    static UnixSocketFile of(Path path) throws IOException {
        return new UnixSocketFile(path, attributes(path).fileKey());
    }

    /**
     * Clears the way for a bind.
     *
     * @throws BindException if somebody listens there, or the file is no socket
     */
    static void removeStale(Path path) throws IOException {
        try {
            if (!attributes(path).isOther()) {
                throw new BindException(path + " exists and is not a socket; it was left as it is");
            }
        } catch (NoSuchFileException _) {
            return;
        }
        if (isAlive(path)) {
            throw new BindException("Address already in use: another process listens on " + path);
        }
        Files.deleteIfExists(path);
    }

    /** Only a refusal shows that nobody is there: a socket that may not be entered is somebody's. */
    private static boolean isAlive(Path path) throws IOException {
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return true;
        } catch (ConnectException _) {
            return false;
        }
    }

    /** Removes the file unless somebody has put another one in its place. */
    void remove() throws IOException {
        try {
            if (Objects.equals(attributes(path).fileKey(), key)) {
                Files.delete(path);
            }
        } catch (NoSuchFileException _) {
            // Somebody tidied up before us.
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
