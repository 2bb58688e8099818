package dev.weir.actuate;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeTypeUtils;

/**
 * The body of a response to an invalid request.
 *
 * @param error the reason, with the valid choices
 */
record BadRequest(String error) {

    /** JSON, whatever the request accepts. */
    static WebEndpointResponse<Object> response(String error) {
        return new WebEndpointResponse<>(
                new BadRequest(error), WebEndpointResponse.STATUS_BAD_REQUEST, MimeTypeUtils.APPLICATION_JSON);
    }
}
