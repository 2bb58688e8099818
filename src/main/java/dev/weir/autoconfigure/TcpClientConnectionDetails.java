package dev.weir.autoconfigure;

import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where a client's targets are, if it is not the settings that know: a container that a test has started, for example. A bean of
 * this type takes the place of {@code weir.clients.<client>.addresses}; all other settings stay.
 */
public interface TcpClientConnectionDetails extends ConnectionDetails {

    /** The client's name in {@code weir.clients}. */
    String client();

    /** The targets: {@code host:port}, {@code [v6]:port} or {@code unix:/path}; at least one. */
    List<String> addresses();

    /** Returns the details of a client. */
    static TcpClientConnectionDetails of(String client, List<String> addresses) {
        return new Known(client, List.copyOf(addresses));
    }

    /** Details that do not change. */
    record Known(String client, List<String> addresses) implements TcpClientConnectionDetails {}
}
