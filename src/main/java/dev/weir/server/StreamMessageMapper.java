package dev.weir.server;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.integration.support.MutableMessageHeaders;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/**
 * Maps a connection to its only message: Spring Integration's headers, and the connection.
 *
 * <p>The message is made without Spring Integration's builders, which copy the headers twice.
 */
final class StreamMessageMapper extends TcpMessageMapper {

    private static final String CONNECTION = "weir_connection";

    @Override
    public Message<?> toMessage(TcpConnection connection, @Nullable Map<String, Object> headers) {
        var all = new MutableMessageHeaders(headers);
        addStandardHeaders(connection, all);
        addCustomHeaders(connection, all);
        return new GenericMessage<>(Objects.requireNonNull(connection.getPayload()), all);
    }

    @Override
    protected Map<String, ?> supplyCustomHeaders(TcpConnection connection) {
        return Map.of(CONNECTION, connection);
    }

    /** The connection that a message is of, or {@code null} if it came from elsewhere. */
    static @Nullable StreamConnection connection(Message<?> message) {
        MessageHeaders headers = message.getHeaders();
        return headers.get(CONNECTION, StreamConnection.class);
    }
}
