package dev.weir.autoconfigure;

import dev.weir.stream.StreamAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;

/**
 * The ports and paths that a listener's address occupies: two listeners that have one in common cannot both be bound.
 * Host names are compared as text and not resolved.
 */
final class AddressClaims {

    private static final String ALL_IPV4 = "0.0.0.0";
    private static final String ALL_IPV6 = "[::]";

    private AddressClaims() {}

    /** The claims of an address; empty for port 0, which takes any free port. */
    static Set<String> of(StreamAddress address) {
        return switch (address) {
            case StreamAddress.Unix unix ->
                Set.of("unix:" + unix.path().toAbsolutePath().normalize());
            case StreamAddress.Inet inet -> inet.port() == 0 ? Set.of() : of(inet);
        };
    }

    private static Set<String> of(StreamAddress.Inet inet) {
        String port = ":" + inet.port();
        if (inet.host().isEmpty()) {
            return Set.of(ALL_IPV4 + port, ALL_IPV6 + port);
        }
        InetAddress literal;
        try {
            literal = InetAddress.ofLiteral(inet.host());
        } catch (IllegalArgumentException _) {
            return Set.of(inet.host().toLowerCase(Locale.ROOT) + port);
        }
        if (!literal.isAnyLocalAddress()) {
            return Set.of(literal.getHostAddress() + port);
        }
        return literal instanceof Inet4Address ? Set.of(ALL_IPV4 + port) : Set.of(ALL_IPV4 + port, ALL_IPV6 + port);
    }
}
