package dev.weir.actuate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;

/** The headers with which the live page, its files and its data are sent. */
final class PageHeaders {

    private PageHeaders() {}

    /**
     * Adds what a page cannot say of itself in a {@code meta} element, {@code frame-ancestors} above all: a page in another's frame
     * could be clicked by deceived users. Files are asked for anew each time, as they change with the version of the jar.
     */
    static void add(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Content-Security-Policy", "frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        response.setHeader("Referrer-Policy", "no-referrer");
        addForData(response);
        if (!isData(request)) {
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        }
    }

    /** Adds what keeps data where it was asked for: other sites cannot embed it, and no cache stores it. */
    static void addForData(HttpServletResponse response) {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static boolean isData(HttpServletRequest request) {
        return request.getRequestURI().endsWith("/state")
                || request.getRequestURI().endsWith("/csrf");
    }
}
