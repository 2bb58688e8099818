package dev.weir.actuate;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.DiscoveredEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoint;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

/**
 * Where the operator has mapped the endpoints of this package.
 *
 * @param own the paths of all of them, without a slash at the end
 * @param page the live page's path; {@code null} while it is not exposed
 * @param captures the path of captures; {@code null} while they are not exposed
 */
record EndpointPaths(
        Set<String> own, @Nullable String page, @Nullable String captures) {

    private static final EndpointId PAGE = EndpointId.of(WeirEndpoint.ID);
    private static final EndpointId CAPTURES = EndpointId.of(TcpCapturesEndpoint.ID);

    static EndpointPaths of(PathMappedEndpoints endpoints) {
        return new EndpointPaths(
                endpoints.stream()
                        .flatMap(endpoint -> Stream.ofNullable(pathIfOwn(endpoint, endpoints)))
                        .map(EndpointPaths::withoutSlash)
                        .collect(Collectors.toUnmodifiableSet()),
                endpoints.getPath(PAGE),
                endpoints.getPath(CAPTURES));
    }

    private static @Nullable String pathIfOwn(PathMappedEndpoint endpoint, PathMappedEndpoints endpoints) {
        return endpoint instanceof DiscoveredEndpoint<?> discovered
                        && discovered.getEndpointBean().getClass().getPackage() == EndpointPaths.class.getPackage()
                ? endpoints.getPath(discovered.getEndpointId())
                : null;
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** @param pattern the path of an operation, with its variables in braces */
    boolean isOwn(String pattern) {
        return own.stream().anyMatch(path -> isBelow(path, pattern));
    }

    boolean isPage(String pattern) {
        return page != null && isBelow(withoutSlash(page), pattern);
    }

    boolean isCapture(String pattern) {
        return captures != null && isBelow(withoutSlash(captures), pattern);
    }

    private static boolean isBelow(String path, String pattern) {
        return pattern.startsWith(path) && (pattern.length() == path.length() || pattern.charAt(path.length()) == '/');
    }
}
