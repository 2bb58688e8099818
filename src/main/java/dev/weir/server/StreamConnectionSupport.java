package dev.weir.server;

import dev.weir.capture.CaptureTransport;
import dev.weir.observe.CloseCause;
import dev.weir.stream.TcpStream;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.messaging.Message;

/** What Spring Integration asks a connection: its payload, identity and addresses; and the layer for captures. */
abstract class StreamConnectionSupport extends TcpConnectionSupport {

    private final TcpStream stream;
    private final String listener;
    private final String id;

    StreamConnectionSupport(TcpStream stream, String listener, ApplicationEventPublisher publisher) {
        super(publisher);
        this.stream = stream;
        this.listener = listener;
        this.id = listener + "-" + stream.id();
    }

    /** The layer for captures; empty if these are not available. */
    final Optional<CaptureTransport> capture() {
        return stream.layer(CaptureTransport.class);
    }

    /** Ends the recording in a capture, if there is one. */
    final void endCapture(@Nullable CloseCause cause) {
        if (cause != null) {
            capture().ifPresent(layer -> layer.ended(cause.label(), cause == CloseCause.PEER_RESET));
        }
    }

    @Override
    public boolean isOpen() {
        return stream.isOpen();
    }

    @Override
    public Object getPayload() {
        return stream;
    }

    /** Not supported: these bytes would bypass the stream, its buffer and its counters. */
    @Override
    public void send(Message<?> message) {
        throw new UnsupportedOperationException("write to the TcpStream in the message's payload");
    }

    @Override
    public String getConnectionId() {
        return id;
    }

    @Override
    public String getConnectionFactoryName() {
        return listener;
    }

    @Override
    public boolean isServer() {
        return true;
    }

    /** The address as text, since a name would need a lookup. */
    @Override
    public String getHostName() {
        return getHostAddress();
    }

    @Override
    public String getHostAddress() {
        return switch (stream.remoteAddress()) {
            case InetSocketAddress inet -> inet.getAddress().getHostAddress();
            case UnixDomainSocketAddress unix -> unix.toString();
            default -> "unknown";
        };
    }

    @Override
    public int getPort() {
        return stream.remoteAddress() instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    @Override
    public @Nullable Object getDeserializerStateKey() {
        return null;
    }

    @Override
    public @Nullable SSLSession getSslSession() {
        return null;
    }
}
