package dev.weir.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** Where the live page gets the token that a change has to carry, if the application protects itself against forged requests. */
public interface CsrfTokens {

    /** Without protection there is no token. */
    CsrfTokens NONE = () -> null;

    /**
     * A token, for one change.
     *
     * @param header the header that carries it
     * @param token its value; masked, so that it differs each time, if the application masks tokens
     * @param plain the value without the mask, {@code null} if there is no mask: applications that take tokens from a cookie expect
     *     that one in the header, and none says which it expects
     */
    record Token(
            String header,
            String token,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String plain) {}

    /** Returns the token of the request that the calling thread handles, and may create a session for it; {@code null}: none. */
    @Nullable
    Token current();
}
