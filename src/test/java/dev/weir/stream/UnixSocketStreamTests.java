package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream over a Unix domain socket. */
class UnixSocketStreamTests extends TcpStreamContract {

    @TempDir
    private Path directory;

    private final AtomicInteger sockets = new AtomicInteger();

    @Override
    public Pipe connect(StreamOptions options) throws IOException {
        Path path = directory.resolve("s" + sockets.incrementAndGet());
        try (TcpListener listener = TcpListener.bind("unix:" + path, new ListenerOptions(10, false, options))) {
            TcpStream client = TcpStream.connect(listener.toString(), options);
            return new Pipe(client, listener.accept());
        }
    }

    @Override
    public boolean knowsReset() {
        return false;
    }

    @Test
    void theListenersPathIsTheAddressAndTheClientHasNone() throws IOException {
        Pipe pair = connect(OPTIONS);
        try (TcpStream client = pair.client();
                TcpStream server = pair.server()) {
            var path = UnixDomainSocketAddress.of(directory.resolve("s2"));
            assertThat(client.remoteAddress()).isEqualTo(path);
            assertThat(server.localAddress()).isEqualTo(path);
            assertThat(server.remoteAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
            client.shutdown();
        }
    }

    @Test
    void connectIsRefusedWithoutAListener() {
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> TcpStream.connect("unix:" + directory.resolve("nobody")));
    }
}
