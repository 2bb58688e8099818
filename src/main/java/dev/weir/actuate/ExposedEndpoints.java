package dev.weir.actuate;

import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;

/**
 * The endpoints as they are exposed on the web: where each is, and whether it allows changes. Actuator itself is asked, so that
 * exposure, access, {@code management.endpoints.access.max-permitted} and path mappings all count.
 */
final class ExposedEndpoints {

    private final ObjectProvider<WebEndpointsSupplier> suppliers;

    /** @param suppliers called for each request, since the suppliers look for the endpoints that ask */
    ExposedEndpoints(ObjectProvider<WebEndpointsSupplier> suppliers) {
        this.suppliers = suppliers;
    }

    /** Path of an endpoint below the base path, without a slash at its ends; the id itself if it is not exposed. */
    String path(String id) {
        return find(id).map(ExposableWebEndpoint::getRootPath).orElse(id);
    }

    /** Whether an endpoint is exposed with an operation of that method. */
    boolean allows(String id, WebEndpointHttpMethod method) {
        return find(id).filter(endpoint -> endpoint.getOperations().stream()
                        .anyMatch(operation -> operation.getRequestPredicate().getHttpMethod() == method))
                .isPresent();
    }

    private Optional<ExposableWebEndpoint> find(String id) {
        EndpointId endpointId = EndpointId.of(id);
        return suppliers.stream()
                .flatMap(supplier -> supplier.getEndpoints().stream())
                .filter(endpoint -> endpoint.getEndpointId().equals(endpointId))
                .findFirst();
    }
}
