package dev.weir.bench.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The clients and the targets of relayed connections. Each client sends messages through the relay, which its target sends
 * back.
 */
final class IdlePeers {

    /** Printed once all connections are idle. */
    static final String READY = "ready";

    private static final int BACKLOG = 100;
    private static final int MESSAGE = 64;

    /** So many that the relay's code is compiled: its stacks are smaller then. */
    private static final int MESSAGES = 20;

    private IdlePeers() {}

    /** Arguments: the relay's port, and the number of connections. Ends with the end of the standard input. */
    public static void main(String[] args) throws IOException {
        var relay = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        int connections = Integer.parseInt(args[1]);
        List<SocketChannel> open = new ArrayList<>();
        ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
        try (ServerSocketChannel targets = ServerSocketChannel.open()) {
            targets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            System.out.println(((InetSocketAddress) targets.getLocalAddress()).getPort());
            for (int i = 0; i < connections; i++) {
                SocketChannel client = SocketChannel.open(relay);
                SocketChannel target = targets.accept();
                open.add(client);
                open.add(target);
                for (int j = 0; j < MESSAGES; j++) {
                    pass(message, client, target);
                    pass(message, target, client);
                }
            }
            System.out.println(READY);
            while (System.in.read() >= 0) {
                // The relay's process ends the input when it has measured.
            }
        }
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    private static void pass(ByteBuffer message, SocketChannel from, SocketChannel to) throws IOException {
        from.write(message.clear());
        message.clear();
        while (message.hasRemaining()) {
            if (to.read(message) < 0) {
                throw new IOException("the relay has ended a connection");
            }
        }
    }
}
