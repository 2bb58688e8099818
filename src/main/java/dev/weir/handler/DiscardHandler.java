package dev.weir.handler;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;

/** Discards the input, until its end (RFC 863). */
public final class DiscardHandler implements TcpStreamHandler {

    @Override
    public void handle(TcpStream stream) throws IOException {
        stream.transferTo(DiscardChannel.INSTANCE);
    }
}
