package dev.weir.integration;

import dev.weir.frame.FrameSession;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.integration.ip.IpHeaders;
import org.springframework.messaging.Message;

/** The headers of a frame's message; the same that Spring Integration's {@code TcpMessageMapper} sets. */
final class ConnectionHeaders {

    private ConnectionHeaders() {}

    static Map<String, Object> of(String listener, FrameSession session) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(IpHeaders.CONNECTION_ID, listener + "-" + session.id());
        if (session.remoteAddress() instanceof InetSocketAddress remote) {
            String address = remote.getAddress().getHostAddress();
            headers.put(IpHeaders.HOSTNAME, address);
            headers.put(IpHeaders.IP_ADDRESS, address);
            headers.put(IpHeaders.REMOTE_PORT, remote.getPort());
        } else {
            headers.put(IpHeaders.HOSTNAME, session.remoteAddress().toString());
            headers.put(IpHeaders.IP_ADDRESS, session.remoteAddress().toString());
            headers.put(IpHeaders.REMOTE_PORT, 0);
        }
        if (session.localAddress() instanceof InetSocketAddress local) {
            headers.put(IpHeaders.LOCAL_ADDRESS, local.getAddress());
        }
        return headers;
    }

    /** Returns the id of the session that a message names, or {@code null}. */
    static @Nullable Long sessionId(Message<?> message) {
        if (!(message.getHeaders().get(IpHeaders.CONNECTION_ID) instanceof String id)) {
            return null;
        }
        try {
            return Long.valueOf(id.substring(id.lastIndexOf('-') + 1));
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
