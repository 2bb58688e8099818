package dev.weir.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.stream.Half;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import org.springframework.stereotype.Component;

/** Shown by {@link TcpStreamHandler}. */
// @start region="handler"
@Component("greeting")
final class GreetingHandler implements TcpStreamHandler {

    @Override
    public void handle(TcpStream stream) throws IOException {
        for (String name; (name = stream.readLine(UTF_8, 100)) != null; ) {
            if (name.isBlank()) {
                throw new ProtocolViolationException("a blank line instead of a name");
            }
            stream.writeAll(("Hello, " + name + "\n").getBytes(UTF_8));
        }
    }

    @Override
    public void onDrain(TcpStream stream) throws IOException {
        stream.writeAll("The server is shutting down\n".getBytes(UTF_8));
        stream.flush();
        stream.shutdown(Half.READ); // readLine returns null, and handle returns
    }
}
// @end
