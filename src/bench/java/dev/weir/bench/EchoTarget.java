package dev.weir.bench;

import dev.weir.bench.peer.JdkServer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An echo server in this process, so on the generator's cores, for proxies to forward to. */
final class EchoTarget {

    private EchoTarget() {}

    /** Starts one that runs as long as this process, and returns its port. */
    static int start() throws IOException {
        int port = Ports.free();
        Thread.ofPlatform().daemon().start(() -> serve(port));
        return port;
    }

    private static void serve(int port) {
        try {
            JdkServer.main(new String[] {Protocol.ECHO.label(), Integer.toString(port)});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
