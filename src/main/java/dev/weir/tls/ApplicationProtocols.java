package dev.weir.tls;

import java.util.List;

/** Names of application protocols (ALPN, RFC 7301). */
final class ApplicationProtocols {

    private static final int MAX_LENGTH = 255;

    private ApplicationProtocols() {}

    /** @throws IllegalArgumentException if a name does not fit its field; the message contains it */
    static List<String> copyOf(List<String> names) {
        for (String name : names) {
            if (name.isEmpty() || name.length() > MAX_LENGTH || name.chars().anyMatch(c -> c > 255)) {
                throw new IllegalArgumentException("'" + name + "' is not an ALPN protocol name of 1 to 255 bytes");
            }
        }
        return List.copyOf(names);
    }
}
