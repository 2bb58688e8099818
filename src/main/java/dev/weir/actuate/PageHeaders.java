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
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader(HttpHeaders.CACHE_CONTROL, isData(request) ? "no-store" : "no-cache");
    }

    private static boolean isData(HttpServletRequest request) {
        return request.getRequestURI().endsWith("/state")
                || request.getRequestURI().endsWith("/csrf");
    }
}
