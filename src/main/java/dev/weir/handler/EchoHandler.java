package dev.weir.handler;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;

/** Sends the input back, until its end (RFC 862). */
public final class EchoHandler implements TcpStreamHandler {

    @Override
    public void handle(TcpStream stream) throws IOException {
        stream.transferTo(stream);
    }
}
