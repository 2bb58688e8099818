package dev.weir.tls;

import java.net.IDN;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values by requested host: {@code www.example.org}, or {@code *.example.org} for all hosts with one more label. */
final class ServerNames<T> {

    private static final String WILDCARD = "*.";

    private final Map<String, T> values = new HashMap<>();

    /** @throws IllegalArgumentException if a client could not request a name, or a name occurs twice */
    ServerNames(Map<String, T> byName) {
        byName.forEach((name, value) -> {
            if (values.put(normalize(name), value) != null) {
                throw new IllegalArgumentException("the server name '" + name + "' is there twice");
            }
        });
    }

    private static String normalize(String name) {
        boolean wildcard = name.startsWith(WILDCARD);
        String host = wildcard ? name.substring(WILDCARD.length()) : name;
        try {
            String ascii = IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            if (!ascii.isEmpty() && !ascii.endsWith(".")) {
                return wildcard ? WILDCARD + ascii : ascii;
            }
        } catch (IllegalArgumentException _) {
            // Reported below.
        }
        throw new IllegalArgumentException(
                "'" + name + "' is not a server name, such as www.example.org or *.example.org");
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    Optional<T> find(String asked) {
        String name = asked.toLowerCase(Locale.ROOT);
        @Nullable T exact = values.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        int dot = name.indexOf('.');
        return dot <= 0 ? Optional.empty() : Optional.ofNullable(values.get("*" + name.substring(dot)));
    }
}
