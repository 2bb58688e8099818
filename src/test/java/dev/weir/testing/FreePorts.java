package dev.weir.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of 127.0.0.1 that were free a moment ago, for what cannot be told to listen on port 0.
 *
 * <p>They are taken at random from below the ports that systems give to clients, from 32,768 on with Linux and 49,152 with others:
 * no connection of a test that runs at the same time takes one before it is bound.
 */
public final class FreePorts {

    private static final int FIRST = 10_000;
    private static final int AFTER_LAST = 32_768;

    private FreePorts() {}

    public static int one() throws IOException {
        return several(1).getFirst();
    }

    /** Returns that many different ports. */
    public static List<Integer> several(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            while (held.size() < count) {
                int port = ThreadLocalRandom.current().nextInt(FIRST, AFTER_LAST);
                try {
                    held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
                } catch (BindException _) {
                    // In use: another one is free.
                }
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}
