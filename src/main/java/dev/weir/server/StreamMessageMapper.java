package dev.weir.server;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.integration.ip.tcp.connection.TcpConnection;
import org.springframework.integration.ip.tcp.connection.TcpMessageMapper;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/** Spring Integration's own mapper, whose messages also name the connection that they are of. */
final class StreamMessageMapper extends TcpMessageMapper {

    private static final String CONNECTION = "weir_connection";

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
