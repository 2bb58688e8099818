package dev.weir.snippets;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Background;
import dev.weir.stream.Pipe;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamExamplesTests {

    @Test
    void echoSendsBackWhatItReads() throws Exception {
        Pipe pipe = TcpStream.pipe();
        try (TcpStream client = pipe.client();
                TcpStream server = pipe.server()) {
            var echo = Background.run(() -> StreamExamples.echo(server));
            client.writeAll("one".getBytes(US_ASCII));
            assertThat(client.inputStream().readNBytes(3)).asString(US_ASCII).isEqualTo("one");
            client.writeAll("two".getBytes(US_ASCII));
            assertThat(client.inputStream().readNBytes(3)).asString(US_ASCII).isEqualTo("two");
            client.shutdown();
            echo.get();
        }
    }

    @Test
    void requestReturnsTheReply() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            var server = acceptOne(listener, stream -> {
                assertThat(stream.readLine(US_ASCII, 100)).isEqualTo("PING");
                stream.writeAll("PONG\r\n".getBytes(US_ASCII));
            });
            assertThat(StreamExamples.request(listener.toString(), "PING")).isEqualTo("PONG");
            server.get();
        }
    }

    @Test
    void convertReceivesTheReplyAfterItHasShutDown() throws Exception {
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            var server = acceptOne(listener, stream -> {
                byte[] document = stream.inputStream().readAllBytes();
                stream.writeAll(new String(document, US_ASCII).repeat(2).getBytes(US_ASCII));
            });
            assertThat(StreamExamples.convert(listener.toString(), "twice".getBytes(US_ASCII)))
                    .asString(US_ASCII)
                    .isEqualTo("twicetwice");
            server.get();
        }
    }

    private static Background<Void> acceptOne(TcpListener listener, TcpStreamHandler handler) {
        return Background.run(() -> {
            try (TcpStream stream = listener.accept()) {
                handler.handle(stream);
            }
        });
    }
}
