package dev.weir.accesslog;

import dev.weir.stream.StreamAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Escapes values that a peer may have chosen, such as the path of its Unix socket, for a line of the log. */
final class LogValue {

    private LogValue() {}

    /**
     * Writes all but printable ASCII, and the characters that separate fields, as {@code \}{@code uXXXX}. An empty
     * value becomes {@code -}.
     */
    static String escape(String value) {
        if (value.isEmpty()) {
            return "-";
        }
        // The address of every connection comes here, and needs no change.
        return isHarmless(value) ? value : escapeEach(value);
    }

    private static boolean isHarmless(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isHarmless(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static String escapeEach(String value) {
        var escaped = new StringBuilder();
        value.chars().forEach(c -> {
            if (isHarmless(c)) {
                escaped.append((char) c);
            } else {
                escaped.append("\\u%04x".formatted(c));
            }
        });
        return escaped.toString();
    }

    static String escape(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> escape("unix:" + unix.getPath());
            default -> escape(StreamAddress.format(address));
        };
    }

    private static boolean isHarmless(int c) {
        return c > ' ' && c < 0x7f && c != '=' && c != '"' && c != '\\';
    }
}
