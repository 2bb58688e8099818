package dev.weir.actuate;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Tells whether a page of another site has caused a request, by the headers with which browsers say so: {@code Sec-Fetch-Site}, or
 * {@code Origin} where that is missing, as it is over plain HTTP to any host but this machine. A program sends neither.
 *
 * @param allowed the origins of other sites that the operator allows; {@code null}: none
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
record RequestSite(@Nullable CorsConfiguration allowed) {

    private static final int MAX_SHOWN = 200;
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Returns whether another site's page has caused the request. Of repeated headers, each one has to be harmless. */
    boolean isOther(HttpServletRequest request) {
        List<String> origins = Collections.list(request.getHeaders("Origin"));
        if (!origins.isEmpty() && origins.stream().allMatch(this::isAllowed)) {
            return false;
        }
        List<String> sites = Collections.list(request.getHeaders("Sec-Fetch-Site"));
        if (!sites.isEmpty()) {
            return !sites.stream().allMatch(site -> site.equals("same-origin") || site.equals("none"));
        }
        return !origins.stream().allMatch(origin -> isHere(origin, request));
    }

    /** Returns why such a request is refused, in one line whose characters need no escape in JSON nor in a log. */
    static String describe(HttpServletRequest request) {
        return "A change or download that comes from another site is refused: Sec-Fetch-Site is "
                + shown(request, "Sec-Fetch-Site")
                + ", Origin is " + shown(request, "Origin") + ", and this server is " + plain(request.getServerName())
                + ":" + request.getServerPort()
                + ". A proxy must pass Host or X-Forwarded-Host on; other sites are allowed with"
                + " management.endpoints.web.cors.allowed-origins.";
    }

    private static String shown(HttpServletRequest request, String header) {
        List<String> values = Collections.list(request.getHeaders(header));
        return values.isEmpty() ? "missing" : plain(String.join(" ", values));
    }

    /** Keeps what origins consist of, and no more than a screen's line, of text that anyone may have chosen. */
    private static String plain(String text) {
        String plain = text.replaceAll("[^\\w.:/\\[\\] -]", "?");
        return plain.length() > MAX_SHOWN ? plain.substring(0, MAX_SHOWN) + "..." : plain;
    }

    private boolean isAllowed(String origin) {
        return allowed != null && allowed.checkOrigin(origin) != null;
    }

    /**
     * Compares host and port, and not the scheme: TLS may end at a proxy that does not tell. For the same reason the default ports of
     * HTTP and HTTPS are one.
     */
    private static boolean isHere(String origin, HttpServletRequest request) {
        try {
            UriComponents uri = UriComponentsBuilder.fromUriString(origin).build();
            int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
            return uri.getHost() != null
                    && host(uri.getHost()).equals(host(request.getServerName()))
                    && port(port) == port(request.getServerPort());
        } catch (IllegalArgumentException | IllegalStateException _) {
            return false;
        }
    }

    /** The brackets of an IPv6 address are left to the web server, which may or may not keep them. */
    private static String host(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }

    private static int port(int port) {
        return port == HTTPS_PORT ? HTTP_PORT : port;
    }
}
