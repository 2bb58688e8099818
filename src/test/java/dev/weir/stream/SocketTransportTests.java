package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@SuppressWarnings("try") // Some tests close early.
class SocketTransportTests {

    private static final String TCP = "127.0.0.1:0";

    @TempDir
    private Path directory;

    private TransportSource listen(SocketKind kind, String address) throws IOException {
        return kind.bind(address.equals("unix") ? "unix:" + directory.resolve("s") : address);
    }

    @ParameterizedTest
    @CsvSource({
        "JDK, " + TCP + ", 0", "JDK, " + TCP + ", 30", "JDK, unix, 0", "JDK, unix, 30",
        "LINUX, " + TCP + ", 0", "LINUX, " + TCP + ", 30", "LINUX, unix, 0", "LINUX, unix, 30"
    })
    void aReadOnlyBufferIsRefusedBeforeItCostsAByte(SocketKind kind, String address, int seconds) throws IOException {
        try (TransportSource listener = listen(kind, address);
                Transport client =
                        Transport.connect(StreamAddress.format(listener.localAddress()), StreamOptions.DEFAULT);
                Transport server = listener.acceptTransport()) {
            client.write(ByteBuffer.wrap(new byte[] {7}));
            ByteBuffer one = ByteBuffer.allocate(1);
            long timeout = TimeUnit.SECONDS.toNanos(seconds);
            assertThatIllegalArgumentException().isThrownBy(() -> server.read(one.asReadOnlyBuffer(), timeout));
            assertThat(server.read(one, timeout)).isEqualTo(1);
            assertThat(one.get(0)).isEqualTo((byte) 7);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "JDK, " + TCP + ", 0", "JDK, " + TCP + ", 30", "JDK, unix, 0", "JDK, unix, 30",
        "LINUX, " + TCP + ", 0", "LINUX, " + TCP + ", 30", "LINUX, unix, 0", "LINUX, unix, 30"
    })
    void aDirectBufferIsFilledWhereItStands(SocketKind kind, String address, int seconds) throws IOException {
        try (TransportSource listener = listen(kind, address);
                Transport client =
                        Transport.connect(StreamAddress.format(listener.localAddress()), StreamOptions.DEFAULT);
                Transport server = listener.acceptTransport()) {
            client.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            ByteBuffer direct = ByteBuffer.allocateDirect(100_000).position(5);
            while (direct.position() < 8) {
                assertThat(server.read(direct, TimeUnit.SECONDS.toNanos(seconds)))
                        .isPositive();
            }
            byte[] read = new byte[3];
            direct.get(5, read);
            assertThat(read).containsExactly(1, 2, 3);
            client.close();
            assertThat(server.read(direct, TimeUnit.SECONDS.toNanos(seconds))).isEqualTo(-1);
            assertThat(direct.position()).isEqualTo(8);
        }
    }
}
