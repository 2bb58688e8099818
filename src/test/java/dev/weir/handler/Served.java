package dev.weir.handler;

import dev.weir.stream.Background;
import dev.weir.stream.Pipe;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;

/** A handler that serves one connection, as on a listener: the stream is closed when the handler returns or throws. */
record Served(TcpStream client, TcpStream server, Background<Void> handler) implements AutoCloseable {

    /** The kind of connection. */
    enum Over {
        TCP,
        PIPE
    }

    static Served by(TcpStreamHandler handler, Over over) throws IOException {
        Pipe pair = switch (over) {
            case PIPE -> TcpStream.pipe();
            case TCP -> {
                try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
                    yield new Pipe(TcpStream.connect(listener.toString()), listener.accept());
                }
            }
        };
        pair.client().readTimeout(Background.PATIENCE);
        return new Served(pair.client(), pair.server(), Background.run(() -> {
            try (TcpStream stream = pair.server()) {
                handler.handle(stream);
            }
        }));
    }

    @Override
    public void close() {
        client.abort("the test is over");
        server.abort("the test is over");
    }
}
