package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Wrong settings of clients: the start fails and names key, value and remedy. */
class ClientBadSettingsTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, WeirAutoConfiguration.class));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "balance=random            | orders.addresses is missing            | Set it to the servers to connect to",
                "addresses=somewhere       | orders.addresses[0] cannot be understood | Set it to host:port",
                "addresses=:5000           | orders.addresses[0] names no host      | Set it to the server's host",
                "addresses=a:0             | orders.addresses[0] has the port 0     | Set it to the server's port",
                "addresses=a:1,a:1         | orders.addresses[1] is the same target as weir.clients.orders.addresses[0]: a:1 | Name each server once",
                "addresses=a:1 connect-attempts=0 | orders.connect-attempts must be positive: 0 | Set it to 3",
                "addresses=a:1 connect-timeout=0s | orders.connect-timeout must be positive: PT0S | 5s",
                "addresses=a:1 mode=shared | orders.mode needs weir.clients.orders.framing | to line for example",
                "addresses=a:1 pool.max=0  | orders.pool.max must be positive: 0    | Set it to 8",
                "addresses=a:1 pool.max-pending=-1 | orders.pool.max-pending must not be negative: -1 | Set it to 64",
                "addresses=a:1 pool.acquire-timeout=0s | orders.pool.acquire-timeout must be positive: PT0S | 5s",
                "addresses=a:1 pool.max-idle=0s | orders.pool.max-idle must be positive: PT0S | 1m",
                "addresses=a:1 reconnect.min=1s | orders.reconnect.min has no effect, since weir.clients.orders.framing is missing"
                        + " | Remove it",
                "addresses=a:1 framing.type=line reconnect.min=1s | orders.reconnect.min has no effect, since"
                        + " weir.clients.orders.mode is pooled | Remove it, or set",
                "addresses=a:1 framing.type=line mode=single reconnect.min=0s | orders.reconnect.min must be positive: PT0S | 100ms",
                "addresses=a:1 framing.type=line mode=single reconnect.max=1ms | orders.reconnect.max must not be less than | Set it to 30s",
                "addresses=a:1 framing.type=line request.timeout=0s | orders.request.timeout must be positive | 10s",
                "addresses=a:1 framing.type=line request.in-flight=0 | orders.request.in-flight must be positive: 0 | 1",
                "addresses=a:1 framing.type=line mode=single request.in-flight=2 | orders.request.in-flight has no effect,"
                        + " since weir.clients.orders.mode is single | mode to shared",
                "addresses=a:1 request.timeout=5s | orders.request.timeout has no effect, since weir.clients.orders.framing is"
                        + " missing | or set weir.clients.orders.framing.type",
                "addresses=a:1 framing.type=line request.correlation=by_key | orders.request.correlation needs a Correlation"
                        + " bean, and there is none: by_key | Declare a Correlation bean.",
                "addresses=a:1 framing.type=line framing.concurrency=2 | orders.framing.concurrency has no effect on a client:"
                        + " request.in-flight limits | Remove it",
                "addresses=a:1 framing.max-size=1KB | orders.framing.type is missing | Set it to one of",
                "addresses=a:1 ssl.server-name=x | orders.ssl.bundle is missing     | Set it to the name of an SSL bundle",
            })
    void isReported(String settings, String problem, String remedy) {
        assertReport("orders", settings).contains("weir.clients." + problem).contains(remedy);
    }

    @Test
    void aNameMustBeFitForALabel() {
        assertReport("[or ders]", "addresses=a:1")
                .contains("weir.clients.or ders is not a valid name of a client")
                .contains("Use letters, digits");
    }

    @Test
    void aClientCannotHaveTheNameOfAnotherBean() {
        assertReport("weirTcpClients", "addresses=a:1")
                .contains("weir.clients.weirTcpClients has the name of another bean")
                .contains("Rename the client");
    }

    @Test
    void differentSpellingsInOneSourceAreOneClient() {
        runner.withPropertyValues("weir.clients.my-orders.addresses=a:1", "weir.clients.myOrders.mode=single")
                .run(context -> assertThat(report(context.getStartupFailure()))
                        .contains("is the same client as weir.clients.my"));
    }

    private AbstractStringAssert<?> assertReport(String name, String settings) {
        var report = new StringBuilder();
        String[] values = Arrays.stream(settings.split(" "))
                .map(setting -> "weir.clients." + name + "." + setting)
                .toArray(String[]::new);
        runner.withPropertyValues(values).run(context -> report.append(report(context.getStartupFailure())));
        return assertThat(report.toString());
    }

    private static String report(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            FailureAnalysis analysis = new InvalidSettingFailureAnalyzer().analyze(cause);
            if (analysis != null) {
                return analysis.getDescription() + "\n" + analysis.getAction();
            }
        }
        throw new AssertionError("not analyzed", failure);
    }
}
