package dev.weir.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** Opens connections, one after the other, each within {@value #TIMEOUT_MILLIS} ms. */
final class Connect {

    private static final int TIMEOUT_MILLIS = 10_000;

    private Connect() {}

    static SocketChannel to(InetSocketAddress server) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(server, TIMEOUT_MILLIS);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
