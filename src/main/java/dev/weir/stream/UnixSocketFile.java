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
 * The file that a Unix domain socket leaves in the file system (unix(7)), which outlives the process that made it.
 *
 * @param identity what tells this file from another at the same path, even if that took over its inode's number
 */
record UnixSocketFile(Path path, Map<String, Object> identity) {

    private static final String IDENTITY = "unix:dev,ino,creationTime";
    private static final int TYPE = 0170000;
    private static final int SOCKET = 0140000;

    static UnixSocketFile of(Path path) throws IOException {
        return new UnixSocketFile(path, Files.readAttributes(path, IDENTITY, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Makes way for a bind: removes a socket that nobody listens on any more.
     *
     * @throws BindException if somebody listens there, the file is no socket, or it can't be looked at
     */
    static void removeStale(Path path) throws IOException {
        try {
            int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & TYPE) != SOCKET) {
                throw new BindException(path + " exists and is not a socket; it was left as it is");
            }
            if (isAlive(path)) {
                throw new BindException("Address already in use: another process listens on " + path);
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException _) {
            // Nothing in the way.
        } catch (AccessDeniedException e) {
            throw explained(path, e, "Permission denied");
        }
    }

    /**
     * Only a refusal shows that nobody is there: a socket that may not be entered is somebody's, and so is one whose
     * backlog is full, for which a blocking connect would wait.
     */
    private static boolean isAlive(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            boolean _ = probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException _) {
            return false;
        } catch (SocketException e) {
            throw explained(path, e, "Address already in use, or so it seems: " + e.getMessage());
        }
    }

    /** The same with the path, which the operating system's message leaves out. */
    static BindException explained(Path path, IOException cause) {
        return explained(path, cause, String.valueOf(cause.getMessage()));
    }

    private static BindException explained(Path path, IOException cause, String reason) {
        var explained = new BindException(path + ": " + reason);
        explained.initCause(cause);
        return explained;
    }

    /** Removes the file unless somebody has put another one in its place. */
    void remove() throws IOException {
        try {
            if (of(path).equals(this)) {
                Files.delete(path);
            }
        } catch (NoSuchFileException _) {
            // Somebody tidied up before us.
        }
    }
}
