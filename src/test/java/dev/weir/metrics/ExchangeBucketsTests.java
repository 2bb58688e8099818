package dev.weir.metrics;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameHandler;
import dev.weir.testing.RunningApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Timeout(60)
class ExchangeBucketsTests {

    private static final String BUCKET = "tcp_server_exchange_seconds_bucket";

    @Test
    void everyOutcomeHasTheSameBuckets() throws Exception {
        try (RunningApplication application = start()) {
            try (var client = application.client("lines")) {
                client.send("hello\nfail\nhello\n").endsInput();
                client.receives("hello\nhello\n").thenEnds();
            }
            await().untilAsserted(() -> {
                assertThat(application.scrape().sum(BUCKET, "outcome=\"replied\"", "le=\"30.0\""))
                        .isEqualTo(2);
                assertThat(application.scrape().sum(BUCKET, "error=\"ArithmeticException\"", "le=\"30.0\""))
                        .isOne();
            });
            assertThat(application.scrape().series().keySet().stream()
                            .filter(series ->
                                    series.startsWith(BUCKET) && series.contains("error=\"ArithmeticException\""))
                            .map(series -> series.replaceAll(".*le=\"([^\"]+)\".*", "$1")))
                    .containsExactly(
                            "1.0E-4", "5.0E-4", "0.001", "0.005", "0.01", "0.05", "0.1", "0.5", "1.0", "5.0", "30.0",
                            "+Inf");
        }
    }

    @Test
    void bucketsOfTheApplicationReplaceThem() throws Exception {
        try (RunningApplication application = start("management.metrics.distribution.slo.tcp.server.exchange=20ms")) {
            assertThat(application.scrape().series().keySet().stream()
                            .filter(series -> series.startsWith(BUCKET) && series.contains("outcome=\"replied\""))
                            .map(series -> series.replaceAll(".*le=\"([^\"]+)\".*", "$1")))
                    .containsExactly("0.02", "+Inf");
        }
    }

    private static RunningApplication start(String... settings) {
        return RunningApplication.application()
                .bean("beans", Beans.class, Beans::new)
                .listener("lines", "lines", "framing.type=line", "framing.on-error=continue")
                .with(settings)
                .start();
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        FrameHandler<String, String> lines() {
            return (line, _) -> {
                if (line.equals("fail")) {
                    throw new ArithmeticException("on purpose");
                }
                return line;
            };
        }
    }
}
