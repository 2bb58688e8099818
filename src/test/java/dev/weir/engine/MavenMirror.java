package dev.weir.engine;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Maven's local repository of the build that runs this test, as a remote one: a build in a container downloads from it what it
 * would download from Maven Central.
 */
final class MavenMirror implements AutoCloseable {

    private final HttpServer server;

    MavenMirror() throws IOException {
        server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                repository(),
                SimpleFileServer.OutputLevel.NONE);
        server.start();
    }

    /** The settings of a Maven that uses this mirror, and nothing else. */
    String settings() {
        return """
            <settings>
              <mirrors>
                <mirror><id>mirror</id><mirrorOf>*</mirrorOf><url>http://127.0.0.1:%d/</url></mirror>
              </mirrors>
            </settings>
            """.formatted(server.getAddress().getPort());
    }

    /** Where this test's libraries are: {@code repository/org/junit/...}. */
    static Path repository() {
        return Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
                .map(Path::of)
                .filter(path -> path.toString().contains("/org/junit/jupiter/"))
                .map(path -> Path.of(path.toString().replaceFirst("/org/junit/jupiter/.*", "")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("JUnit is not in a Maven repository"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
