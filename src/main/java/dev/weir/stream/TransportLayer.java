package dev.weir.stream;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A transport on top of another one. Every method that it does not override delegates to that one, except those that go by its
 * own reads: {@link #readArrived} and {@link #awaitInput}.
 */
public interface TransportLayer extends Transport {

    /** The transport below this one. */
    Transport below();

    @Override
    default long id() {
        return below().id();
    }

    @Override
    default int available() throws IOException {
        return below().available();
    }

    @Override
    default int write(ByteBuffer source) throws IOException {
        return below().write(source);
    }

    @Override
    default void shutdown(Half half) throws IOException {
        below().shutdown(half);
    }

    @Override
    default void finish() throws IOException {
        below().finish();
    }

    @Override
    default SocketAddress remoteAddress() {
        return below().remoteAddress();
    }

    @Override
    default SocketAddress peerAddress() {
        return below().peerAddress();
    }

    @Override
    default SocketAddress localAddress() {
        return below().localAddress();
    }

    @Override
    default Optional<TlsSession> tls() {
        return below().tls();
    }

    @Override
    default <T extends Transport> Optional<T> layer(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : below().layer(type);
    }

    @Override
    default boolean isOpen() {
        return below().isOpen();
    }

    @Override
    default void reset() throws IOException {
        below().reset();
    }

    @Override
    default void close() throws IOException {
        below().close();
    }
}
