package dev.weir.stream;

import static dev.weir.stream.ConnectedStreams.read;
import static dev.weir.stream.ConnectedStreams.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A stream in memory behaves like one over a socket. */
class PipeStreamTests extends TcpStreamContract {

    @Override
    public Pipe connect(StreamOptions options) {
        return Pipe.open(options);
    }

    @Test
    void bothEndsAreThereAtOnce() throws IOException {
        Pipe pipe = TcpStream.pipe();
        send(pipe.client(), "ping");
        assertThat(read(pipe.server(), 10)).isEqualTo("ping");
        send(pipe.server(), "pong");
        assertThat(read(pipe.client(), 10)).isEqualTo("pong");
        pipe.client().close();
        pipe.server().close();
    }

    @Test
    void writingToAnEndThatIsClosedThrows() throws IOException {
        Pipe pipe = TcpStream.pipe();
        pipe.server().close();
        pipe.client().writeAll(new byte[1]);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(pipe.client()::flush)
                .withMessage("Broken pipe");
        pipe.client().abort("done");
    }
}
