package dev.weir.actuate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Refuses changes and captures that another site's page asks for, with status 403, and adds the headers of the responses of the
 * live page and of captures.
 *
 * <p>It runs behind Spring MVC's choice of the endpoint and goes by that choice, so no spelling of a path leads around it. A change is
 * every method but those that HTTP defines as safe. Captures are not even read, as each download leaves a trace in the audit.
 */
public final class EndpointInterceptor implements HandlerInterceptor {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final SingletonSupplier<EndpointPaths> paths;
    private final RequestSite site;
    private final RefusalLog refusals = new RefusalLog();

    /**
     * @param endpoints asked at the first request, since other beans need interceptors before there are endpoints
     * @param allowedOrigins the origins of other sites whose changes the operator allows; {@code null}: none
     */
    public EndpointInterceptor(Supplier<PathMappedEndpoints> endpoints, @Nullable CorsConfiguration allowedOrigins) {
        this.paths = SingletonSupplier.of(() -> EndpointPaths.of(endpoints.get()));
        this.site = new RequestSite(allowedOrigins);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        if (!(request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE) instanceof String pattern)
                || !paths.obtain().isOwn(pattern)) {
            return true;
        }
        boolean isCapture = paths.obtain().isCapture(pattern);
        if ((isCapture || !SAFE_METHODS.contains(request.getMethod())) && site.isOther(request)) {
            refuse(request, response);
            return false;
        }
        if (isCapture) {
            PageHeaders.addForData(response);
            // A download that ends early, as the capture is deleted, ends the connection too: nobody waits for the
            // rest.
            response.setHeader(HttpHeaders.CONNECTION, "close");
        }
        if (paths.obtain().isPage(pattern)) {
            PageHeaders.add(request, response);
        }
        return true;
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String reason = RequestSite.describe(request);
        refusals.note(reason);
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getWriter().write("{\"error\":\"" + reason + "\"}");
    }
}
