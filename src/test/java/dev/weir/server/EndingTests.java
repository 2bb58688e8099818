package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.TlsHandshake;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.time.Instant;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class EndingTests {

    private final ObservedConnection connection = new ObservedConnection(
            new ConnectionInfo(
                    1,
                    "safe",
                    "echo",
                    UnixDomainSocketAddress.of(""),
                    UnixDomainSocketAddress.of("/safe"),
                    Instant.EPOCH),
            new ConnectionObserver() {});

    @Test
    void failedHandshakeIsNotTheHandlersFault() {
        var failure = new SSLHandshakeException("no");
        connection.handshakeFailed(TlsHandshake.failure(false, 1), failure);

        assertThat(Ending.of(connection, false, failure).isHandlersFault()).isFalse();
        assertThat(connection.cause()).isEqualTo(CloseCause.TLS_ERROR);
        assertThat(connection.failure()).isSameAs(failure);
    }

    @Test
    void lateHandshakeIsNotTheHandlersFault() {
        var failure = new SocketTimeoutException("late");
        connection.handshakeFailed(TlsHandshake.failure(true, 1), failure);

        assertThat(Ending.of(connection, false, failure).isHandlersFault()).isFalse();
        assertThat(connection.cause()).isEqualTo(CloseCause.TLS_TIMEOUT);
    }

    @Test
    void whatAHandlerThrowsOfItsOwnIsItsFaultAlsoAfterTlsHasBroken() {
        connection.end(CloseCause.TLS_ERROR);

        assertThat(Ending.of(connection, false, new IllegalStateException("a bug"))
                        .isHandlersFault())
                .isTrue();
    }

    @Test
    void brokenConnectionIsNotTheHandlersFaultHoweverDeepItIsWrapped() {
        var failure = new IOException("Connection reset");
        connection.handshakeFailed(TlsHandshake.failure(false, 1), failure);

        assertThat(Ending.of(connection, false, new IllegalStateException(new RuntimeException(failure)))
                        .isHandlersFault())
                .isFalse();
    }
}
