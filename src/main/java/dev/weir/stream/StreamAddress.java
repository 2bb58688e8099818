package dev.weir.stream;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * An address in text form: {@code host:port}, {@code [v6]:port}, {@code :port} for all interfaces, {@code unix:/path}.
 */
public sealed interface StreamAddress {

    /** Returns the socket address; looks up the host. */
    SocketAddress resolve() throws UnknownHostException;

    /**
     * Parses an address without a lookup.
     *
     * @throws IllegalArgumentException if the text is not an address; the message names the text and the reason
     */
    static StreamAddress parse(String text) {
        if (text.startsWith("unix:")) {
            return Unix.parse(text);
        }
        return Inet.parse(text);
    }

    /** A TCP address; an empty host stands for all interfaces. */
    record Inet(String host, int port) implements StreamAddress {

        private static final String FORMS = "host:port, [v6]:port, :port or unix:/path";

        private static Inet parse(String text) {
            int colon = text.lastIndexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("'" + text + "' has no port; write " + FORMS);
            }
            String host = text.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]") && host.contains(":")) {
                host = literal(text, host.substring(1, host.length() - 1));
            } else if (host.contains(":")) {
                throw new IllegalArgumentException("'" + text + "' is ambiguous; write an IPv6 address as [v6]:port");
            }
            if (!host.matches("[\\p{Alnum}.:_%-]*")) {
                throw new IllegalArgumentException("'" + text + "' has no valid host; write " + FORMS);
            }
            return new Inet(host, parsePort(text, text.substring(colon + 1)));
        }

        private static String literal(String text, String host) {
            try {
                InetAddress _ = Inet6Address.ofLiteral(host);
                return host;
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + text + "' has no valid IPv6 address in its brackets", e);
            }
        }

        private static int parsePort(String text, String port) {
            if (port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65_535) {
                return Integer.parseInt(port);
            }
            throw new IllegalArgumentException("'" + text + "' has no port between 0 and 65535; write " + FORMS);
        }

        @Override
        public InetSocketAddress resolve() throws UnknownHostException {
            return host.isEmpty()
                    ? new InetSocketAddress(port)
                    : new InetSocketAddress(InetAddress.getByName(host), port);
        }

        /**
         * Returns all addresses of the host, at least one, in the system's order of preference. Blocks without a limit if the
         * host is a name.
         *
         * @throws UnknownHostException if the host has no address
         */
        public List<InetSocketAddress> resolveAll() throws UnknownHostException {
            return host.isEmpty()
                    ? List.of(resolve())
                    : Arrays.stream(InetAddress.getAllByName(host))
                            .map(address -> new InetSocketAddress(address, port))
                            .toList();
        }

        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** The path of a Unix domain socket. */
    record Unix(Path path) implements StreamAddress {

        /** sockaddr_un has room for 108 bytes, the last of them 0 (unix(7)). */
        private static final int MAX_PATH = 107;

        private static Unix parse(String text) {
            try {
                Path path = Path.of(text.substring("unix:".length()));
                if (path.toString().isEmpty()) {
                    throw new IllegalArgumentException("'" + text + "' has no path; write unix:/path");
                }
                if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
                    throw new IllegalArgumentException(
                            "'" + text + "' is too long for a Unix domain socket: at most " + MAX_PATH + " bytes");
                }
                return new Unix(path);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("'" + text + "' is not a path: " + e.getReason(), e);
            }
        }

        @Override
        public UnixDomainSocketAddress resolve() {
            return UnixDomainSocketAddress.of(path);
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /**
     * Formats a socket address in the same form. A client chooses the path of its Unix domain socket, so characters that are
     * not visible in a line of a log, such as a line feed, are escaped as {@code \}{@code uXXXX}, and so is the backslash.
     */
    static String format(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress inet when inet.isUnresolved() -> inet.getHostString() + ":" + inet.getPort();
            case InetSocketAddress inet -> new Inet(IpText.of(inet.getAddress()), inet.getPort()).toString();
            case UnixDomainSocketAddress unix ->
                "unix:" + VisibleText.of(unix.getPath().toString());
            default -> address.toString();
        };
    }
}
