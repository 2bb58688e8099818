package dev.weir.frame;

import dev.weir.stream.Pipe;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import java.io.IOException;

/** Frames on streams over TCP. */
class SocketFramedStreamTests extends FramedStreamContract {

    @Override
    Pipe connect() throws IOException {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            TcpStream client =
                    TcpStream.connect(listener.localAddress().toString().replaceFirst(".*/", ""));
            return new Pipe(client, listener.accept());
        }
    }
}
