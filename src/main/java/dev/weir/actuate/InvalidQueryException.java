package dev.weir.actuate;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** A request's parameter has a value that is not one of the choices, which the message names. */
final class InvalidQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String error;

    InvalidQueryException(String error) {
        super(error);
        this.error = error;
    }

    WebEndpointResponse<Object> response() {
        return BadRequest.response(error);
    }
}
