package dev.weir.stream;

import java.io.IOException;

/** A relay between sockets. */
class SocketRelayTests extends RelayContract {

    @Override
    Pipe connect(StreamOptions options) throws IOException {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0", new ListenerOptions(10, false, options))) {
            TcpStream client = TcpStream.connect(listener.toString(), options);
            return new Pipe(client, listener.accept());
        }
    }

    /** The kernel doubles the sizes of the sockets' buffers, and adds what its bookkeeping takes. */
    @Override
    int window() {
        return 1_000_000;
    }
}
