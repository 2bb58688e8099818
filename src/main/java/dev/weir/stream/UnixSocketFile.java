package dev.weir.stream;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file of a Unix domain socket (unix(7)), which outlives the process that created it.
 *
 * @param identity attributes that distinguish this file from a later one at the same path, even if that reuses the inode number
 */
public record UnixSocketFile(Path path, Map<String, Object> identity) {

    private static final String IDENTITY = "unix:dev,ino,creationTime";
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    public static UnixSocketFile of(Path path) throws IOException {
        return new UnixSocketFile(path, Files.readAttributes(path, IDENTITY, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Removes a socket without a listener, so that its path can be bound.
     *
     * @throws BindException if a process listens on it, the file is not a socket, or it cannot be examined
     */
    public static void removeStale(Path path) throws IOException {
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & TYPE) != SOCKET) {
                throw new BindException(path + " exists and is not a socket; it was left as it is");
            }
            if (hasListener(path)) {
                throw new BindException("Address already in use: another process listens on " + path);
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException _) {
            // The path is free.
        } catch (AccessDeniedException e) {
            throw withPath(path, e, "Permission denied");
        }
    }

    /**
     * Only a refused connection proves that no process listens: a socket may deny access to this process, or its backlog may
     * be full, for which a blocking connect would wait.
     */
    private static boolean hasListener(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            boolean _ = probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException _) {
            return false;
        } catch (SocketException e) {
            throw withPath(path, e, "Address already in use, by a listener that cannot be reached: " + e.getMessage());
        }
    }

    /** Returns an exception whose message has the path, which the operating system's message lacks. */
    public static BindException withPath(Path path, IOException cause) {
        return withPath(path, cause, String.valueOf(cause.getMessage()));
    }

    private static BindException withPath(Path path, IOException cause, String reason) {
        var exception = new BindException(path + ": " + reason);
        exception.initCause(cause);
        return exception;
    }

    /** Removes the file unless another one has taken its place. */
    public void remove() throws IOException {
        try {
            if (of(path).equals(this)) {
                Files.delete(path);
            }
        } catch (NoSuchFileException _) {
            // It has been removed already.
        }
    }
}
