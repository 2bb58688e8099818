package dev.weir.handler;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;

/** Throws away what it receives, until the client finishes (RFC 863). */
public final class DiscardHandler implements TcpStreamHandler {

    @Override
    public void handle(TcpStream stream) throws IOException {
        stream.transferTo(DiscardChannel.INSTANCE);
    }
}
