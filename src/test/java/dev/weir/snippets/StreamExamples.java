package dev.weir.snippets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Shown by {@link TcpStream}. */
final class StreamExamples {

    private StreamExamples() {}

    // @start region="echo"
    static void echo(TcpStream stream) throws IOException {
        byte[] buffer = new byte[1024];
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
            stream.writeAll(buffer, 0, count);
        }
    }
    // @end

    // @start region="request"
    static @Nullable String request(String address, String command) throws IOException {
        try (TcpStream stream = TcpStream.connect(address)) {
            stream.readTimeout(Duration.ofSeconds(5));
            stream.writeAll((command + "\r\n").getBytes(US_ASCII));
            return stream.readLine(US_ASCII, 512); // sends the command before it waits
        }
    }
    // @end

    // @start region="half-close"
    static byte[] convert(String address, byte[] document) throws IOException {
        try (TcpStream stream = TcpStream.connect(address)) {
            stream.writeAll(document);
            stream.shutdown(); // the server reads end of stream and can still reply
            return stream.inputStream().readAllBytes();
        }
    }
    // @end
}
