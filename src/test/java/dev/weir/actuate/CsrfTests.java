package dev.weir.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.weir.testing.AuditTrail;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RawHttp;
import dev.weir.testing.RunningApplication;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.security.web.FilterChainProxy;

/**
 * Changes through the endpoints of an application with Spring Security, whose filters are put together here as its configuration would:
 * with {@code spring-boot-starter-security} on the class path, the application of every other test were secured as well.
 */
@Timeout(60)
class CsrfTests {

    private static final AuditTrail AUDIT = new AuditTrail();
    private static final String FORGED = "eve\nListener echo drained by operator";

    private static RunningApplication application;
    private static RawHttp http;

    @BeforeAll
    static void start() throws ServletException {
        FilterChainProxy security = SecurityFilters.of("operator", FORGED);
        application = RunningApplication.application()
                .listener("echo", "echo")
                .bean("audit", AuditTrail.class, () -> AUDIT)
                .bean(
                        "security",
                        FilterRegistrationBean.class,
                        () -> new FilterRegistrationBean<FilterChainProxy>(security))
                .with("management.endpoint.tcplisteners.access=unrestricted")
                .start();
        http = new RawHttp(
                Integer.parseInt(application.context().getEnvironment().getRequiredProperty("local.server.port")));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void resume() {
        application.listener("echo").resume();
    }

    /** As the page does it: the token, then the change, and once more with the plain token if the other is refused. */
    @ParameterizedTest
    @EnumSource
    void takesTheTokenThatThePageAsksFor(SecurityFilters.Csrf csrf) throws Exception {
        RawHttp.Answer answer = get("weir/csrf", csrf);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        String header = JsonPath.read(answer.body(), "$.header");
        String cookie = "Cookie: " + answer.header("Set-Cookie").replaceFirst(";.*", "");
        List<String> tokens = new ArrayList<>(List.of(JsonPath.<String>read(answer.body(), "$.token")));
        tokens.addAll(JsonPath.<List<String>>read(answer.body(), "$[?(@.plain)].plain"));

        assertThat(pause(csrf).status()).as("without token").isEqualTo(403);
        assertThat(pause(csrf, cookie).status()).as("with the cookie alone").isEqualTo(403);
        assertThat(pause(csrf, cookie, header + ": " + tokens.getFirst() + "x").status())
                .as("with a wrong token")
                .isEqualTo(403);
        assertThat(application.listener("echo").state().label()).isEqualTo("listening");
        assertThat(tokens.stream()
                        .map(token -> status(csrf, cookie, header + ": " + token))
                        .toList())
                .as("with each of the tokens")
                .isEqualTo(csrf.answers());
        assertThat(application.listener("echo").state().label()).isEqualTo("paused");
        assertThat(AUDIT.last("TCP_LISTENER_PAUSED").getPrincipal()).isEqualTo("operator");
    }

    @Test
    void masksTheTokenAnewForEachChange() throws Exception {
        RawHttp.Answer first = get("weir/csrf", SecurityFilters.Csrf.SESSION);
        String cookie = "Cookie: " + first.header("Set-Cookie").replaceFirst(";.*", "");
        RawHttp.Answer second = get("weir/csrf", SecurityFilters.Csrf.SESSION, cookie);

        assertThat(JsonPath.<String>read(second.body(), "$.token"))
                .isNotEqualTo(JsonPath.<String>read(first.body(), "$.token"));
        assertThat(JsonPath.<String>read(second.body(), "$.plain"))
                .isEqualTo(JsonPath.<String>read(first.body(), "$.plain"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"weir", "weir/state", "weir/page.css", "tcplisteners", "tcpstreams"})
    void beginsNoSessionForWhoeverOnlyLooks(String path) throws Exception {
        RawHttp.Answer answer = get(path, SecurityFilters.Csrf.SESSION);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).doesNotContainIgnoringCase("Set-Cookie");
    }

    @Test
    void keepsItsOwnHeadersBesideThoseOfSpringSecurity() throws Exception {
        RawHttp.Answer answer = get("weir/state", SecurityFilters.Csrf.SESSION);

        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Frame-Options")).as("of Spring Security").isEqualTo("DENY");
        assertThat(answer.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
    }

    @Test
    void leavesAnonymousRequestsToSpringSecurity() throws Exception {
        assertThat(http.send("GET /actuator/weir/csrf", "", "X-Csrf: SESSION").status())
                .isEqualTo(401);
        assertThat(http.send("GET /actuator/weir/state", "", "X-Csrf: SESSION").status())
                .isEqualTo(401);
    }

    @Test
    void hasNoTokenWhereCsrfProtectionIsDisabled() throws Exception {
        RawHttp.Answer answer = http.send("GET /actuator/weir/csrf", "", basic("operator"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).doesNotContainIgnoringCase("Set-Cookie");
        assertThat(http.send(
                                "POST /actuator/tcplisteners/echo",
                                "{\"action\":\"pause\"}",
                                "Content-Type: application/json",
                                basic("operator"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesOtherSitesThatHaveAToken() throws Exception {
        assertThat(http.send(
                                "POST /actuator/tcplisteners/echo",
                                "{\"action\":\"pause\"}",
                                "Content-Type: application/json",
                                "Origin: https://evil.example",
                                basic("operator"))
                        .status())
                .isEqualTo(403);
        assertThat(application.listener("echo").state().label()).isEqualTo("listening");
    }

    @Test
    void letsNoPrincipalForgeALine() throws Exception {
        try (var log = LogCapture.of(Changes.class)) {
            http.send(
                    "POST /actuator/tcplisteners/echo",
                    "{\"action\":\"pause\"}",
                    "Content-Type: application/json",
                    basic(FORGED));
            assertThat(log.lines())
                    .containsExactly("Listener echo paused by eve\\u000aListener echo drained by operator:"
                            + " listener=echo, outcome=paused");
            assertThat(AUDIT.last("TCP_LISTENER_PAUSED").getPrincipal()).isEqualTo(FORGED);
        }
    }

    private static RawHttp.Answer get(String path, SecurityFilters.Csrf csrf, String... headers) throws IOException {
        return http.send("GET /actuator/" + path, "", headers(headers, "X-Csrf: " + csrf, basic("operator")));
    }

    private static RawHttp.Answer pause(SecurityFilters.Csrf csrf, String... headers) throws IOException {
        return http.send(
                "POST /actuator/tcplisteners/echo",
                "{\"action\":\"pause\"}",
                headers(headers, "X-Csrf: " + csrf, "Content-Type: application/json", basic("operator")));
    }

    private static int status(SecurityFilters.Csrf csrf, String... headers) {
        try {
            return pause(csrf, headers).status();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String[] headers(String[] some, String... more) {
        var all = new ArrayList<>(Arrays.asList(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static String basic(String user) {
        return "Authorization: Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + SecurityFilters.PASSWORD).getBytes(StandardCharsets.UTF_8));
    }
}
