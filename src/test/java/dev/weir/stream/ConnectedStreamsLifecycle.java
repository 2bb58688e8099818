package dev.weir.stream;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Connects two streams before each test and aborts them afterwards. */
@Timeout(60)
abstract class ConnectedStreamsLifecycle implements ConnectedStreams {

    private TcpStream client;
    private TcpStream server;

    @BeforeEach
    void connect() throws IOException {
        Pipe pair = connect(OPTIONS);
        client = pair.client();
        server = pair.server();
    }

    @AfterEach
    void abort() {
        client.abort("the test is over");
        server.abort("the test is over");
    }

    @Override
    public TcpStream client() {
        return client;
    }

    @Override
    public TcpStream server() {
        return server;
    }

    @Override
    public void reconnect(StreamOptions options) throws IOException {
        abort();
        Pipe pair = connect(options);
        client = pair.client();
        server = pair.server();
    }
}
