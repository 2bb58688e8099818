package dev.weir.actuate;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationEntryPoint;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.context.RequestAttributeSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.csrf.CsrfTokenRequestHandler;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.security.web.csrf.XorCsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;
import org.springframework.security.web.header.writers.frameoptions.XFrameOptionsHeaderWriter;
import org.springframework.security.web.servletapi.SecurityContextHolderAwareRequestFilter;

/**
 * Spring Security's filters as its configuration puts them together for HTTP Basic, in the order of its reference documentation. The
 * request's header {@code X-Csrf} chooses the protection against forged requests, none without it, so that one application serves
 * all tests.
 */
final class SecurityFilters {

    static final String PASSWORD = "secret";

    private SecurityFilters() {}

    /** The ways in which applications keep and take tokens. */
    enum Csrf {
        /** The default. */
        SESSION,
        COOKIE,
        /** For applications that were written before tokens were masked. */
        UNMASKED,
        /** As {@code csrf.spa()} has it: masked where it is shown, taken as the cookie has it. */
        SINGLE_PAGE;

        /** The statuses of changes with each of the tokens that the page is given. */
        List<Integer> answers() {
            return switch (this) {
                case SESSION, COOKIE -> List.of(200, 403);
                case UNMASKED -> List.of(200);
                case SINGLE_PAGE -> List.of(403, 200);
            };
        }

        private CsrfFilter filter() {
            var filter = new CsrfFilter(
                    switch (this) {
                        case SESSION, UNMASKED -> new HttpSessionCsrfTokenRepository();
                        case COOKIE -> new CookieCsrfTokenRepository();
                        case SINGLE_PAGE -> CookieCsrfTokenRepository.withHttpOnlyFalse();
                    });
            filter.setRequestHandler(
                    switch (this) {
                        case SESSION, COOKIE -> new XorCsrfTokenRequestAttributeHandler();
                        case UNMASKED -> new CsrfTokenRequestAttributeHandler();
                        case SINGLE_PAGE -> new CookieToHeader();
                    });
            return filter;
        }
    }

    private static final class CookieToHeader implements CsrfTokenRequestHandler {

        private final CsrfTokenRequestHandler masking = new XorCsrfTokenRequestAttributeHandler();
        private final CsrfTokenRequestHandler unmasked = new CsrfTokenRequestAttributeHandler();

        @Override
        public void handle(HttpServletRequest request, HttpServletResponse response, Supplier<CsrfToken> csrfToken) {
            masking.handle(request, response, csrfToken);
        }

        @Override
        public @Nullable String resolveCsrfTokenValue(HttpServletRequest request, CsrfToken csrfToken) {
            return (request.getHeader(csrfToken.getHeaderName()) == null ? masking : unmasked)
                    .resolveCsrfTokenValue(request, csrfToken);
        }
    }

    static FilterChainProxy of(String... users) throws ServletException {
        var manager = new ProviderManager(new DaoAuthenticationProvider(new InMemoryUserDetailsManager(Arrays.stream(
                        users)
                .map(name ->
                        User.withUsername(name).password("{noop}" + PASSWORD).build())
                .toList())));
        var chains = new ArrayList<SecurityFilterChain>();
        for (Csrf csrf : Csrf.values()) {
            chains.add(new DefaultSecurityFilterChain(
                    request -> csrf.name().equals(request.getHeader("X-Csrf")), filters(manager, csrf)));
        }
        chains.add(new DefaultSecurityFilterChain(_ -> true, filters(manager, null)));
        return new FilterChainProxy(chains);
    }

    private static List<Filter> filters(AuthenticationManager manager, @Nullable Csrf csrf) throws ServletException {
        var entryPoint = new BasicAuthenticationEntryPoint();
        entryPoint.setRealmName("test");
        var filters = new ArrayList<Filter>();
        filters.add(new SecurityContextHolderFilter(new RequestAttributeSecurityContextRepository()));
        filters.add(new HeaderWriterFilter(List.of(new CacheControlHeadersWriter(), new XFrameOptionsHeaderWriter())));
        if (csrf != null) {
            filters.add(csrf.filter());
        }
        filters.add(new BasicAuthenticationFilter(manager, entryPoint));
        var principal = new SecurityContextHolderAwareRequestFilter();
        principal.afterPropertiesSet();
        filters.add(principal);
        filters.add(new AnonymousAuthenticationFilter("test"));
        filters.add(new ExceptionTranslationFilter(entryPoint));
        filters.add(new AuthorizationFilter(AuthenticatedAuthorizationManager.authenticated()));
        return filters;
    }
}
