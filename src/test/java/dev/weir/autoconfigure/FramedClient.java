package dev.weir.autoconfigure;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;

/** A client with a plain socket. Each character is a byte. */
final class FramedClient {

    private FramedClient() {}

    /** Sends text, ends the write direction, and returns all that the listener sends. */
    static String talk(RunningApplication application, String listener, String sent) throws IOException {
        try (Socket client = application.connect(listener)) {
            send(client, sent);
            client.shutdownOutput();
            return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    static void send(Socket client, String sent) throws IOException {
        client.getOutputStream().write(sent.getBytes(ISO_8859_1));
    }

    static String readLine(Socket client) throws IOException {
        var line = new StringBuilder();
        for (int next = client.getInputStream().read();
                next != '\n';
                next = client.getInputStream().read()) {
            assertThat(next).isNotEqualTo(-1);
            line.append((char) next);
        }
        return line.toString();
    }
}
