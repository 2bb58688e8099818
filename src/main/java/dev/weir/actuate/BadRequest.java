package dev.weir.actuate;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The body of an answer to a question that makes no sense.
 *
 * @param error what is wrong with it, and what the choices are
 */
record BadRequest(String error) {

    static WebEndpointResponse<Object> response(String error) {
        return new WebEndpointResponse<>(new BadRequest(error), WebEndpointResponse.STATUS_BAD_REQUEST);
    }
}
