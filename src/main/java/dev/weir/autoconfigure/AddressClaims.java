package dev.weir.autoconfigure;

import dev.weir.stream.StreamAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;

/**
 * What a listener's address takes for itself, so that two listeners with a claim in common cannot both be bound. Looks no
 * host up.
 */
final class AddressClaims {

    private static final String ALL_IPV4 = "0.0.0.0";
    private static final String ALL_IPV6 = "[::]";

    private AddressClaims() {}

    /** Empty for port 0, which takes any free one. */
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
