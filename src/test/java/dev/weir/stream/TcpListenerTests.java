package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TcpListenerTests extends ListenerContract {

    private static final StreamOptions OPTIONS = StreamOptions.DEFAULT;

    @Override
    TransportSource bind(String address, ListenerOptions options) throws IOException {
        return TcpListener.bind(address, options);
    }

    @Test
    void optionsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ListenerOptions(0, false, OPTIONS))
                .withMessageContaining("backlog must be positive: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withBufferSize(0))
                .withMessageContaining("bufferSize must be positive: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withConnectTimeout(Duration.ZERO))
                .withMessageContaining("connectTimeout must be positive: PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OPTIONS.withCloseTimeout(Duration.ZERO))
                .withMessageContaining("closeTimeout must be positive: PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SocketSettings(true, KeepAlive.ON, -1, 0, null))
                .withMessageContaining("receiveBuffer must not be negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SocketSettings(true, KeepAlive.ON, 0, -1, null))
                .withMessageContaining("sendBuffer must not be negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SocketSettings(true, KeepAlive.ON, 0, 0, Duration.ofSeconds(-1)))
                .withMessageContaining("PT-1S");
    }
}
