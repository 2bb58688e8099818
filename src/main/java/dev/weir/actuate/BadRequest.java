package dev.weir.actuate;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The body of a response to an invalid request.
 *
 * @param error the reason, with the valid choices
 */
record BadRequest(String error) {

    static WebEndpointResponse<Object> response(String error) {
        return new WebEndpointResponse<>(new BadRequest(error), WebEndpointResponse.STATUS_BAD_REQUEST);
    }
}
