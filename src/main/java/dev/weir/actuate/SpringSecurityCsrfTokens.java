package dev.weir.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.DeferredCsrfToken;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * The tokens of Spring Security, of any of its repositories. There is none without its filter: with WebFlux, or where the application
 * has disabled it.
 */
public final class SpringSecurityCsrfTokens implements CsrfTokens {

    /** Reading the token's value is what makes Spring Security create and keep it. */
    @Override
    public @Nullable Token current() {
        if (!(attribute(CsrfToken.class) instanceof CsrfToken token)) {
            return null;
        }
        String value = token.getToken();
        String plain = attribute(DeferredCsrfToken.class) instanceof DeferredCsrfToken deferred
                ? deferred.get().getToken()
                : value;
        return new Token(token.getHeaderName(), value, plain.equals(value) ? null : plain);
    }

    /** Spring Security keeps both under the names of their types. */
    private static @Nullable Object attribute(Class<?> type) {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        return request == null ? null : request.getAttribute(type.getName(), RequestAttributes.SCOPE_REQUEST);
    }
}
