package dev.weir.actuate;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.client.TcpClients;
import dev.weir.server.ConnectionLimit;
import dev.weir.server.StreamListener;
import dev.weir.testing.RunningApplication;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The warnings that would take long to come, as of a time to come. */
@Timeout(60)
class WarningsTests {

    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.listenersOnly()
                .listener("half", stream -> {
                    stream.shutdown();
                    stream.transferTo(stream);
                })
                .listener("flood", stream -> {
                    byte[] block = new byte[64 * 1024];
                    while (true) {
                        stream.writeAll(block);
                    }
                })
                .listener("closed", "echo")
                .with("weir.max-connections=4")
                .start();
        application.listener("closed").drain(application.listeners().drainSettings());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void warnsOfHalfClosedStreamsThatAreSilent() throws Exception {
        try (var first = application.connect("half")) {
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            await().until(() -> application.statistics("half").halfClosed() == 1);
            assertThat(texts(scan("half", 5))).isEmpty();
            assertThat(texts(scan("half", 20)))
                    .singleElement()
                    .asString()
                    .matches("A half-closed stream of listener half has been silent for 2\\d s\\.");
            assertThat(find(scan("half", 20)).getFirst().stream())
                    .isEqualTo(application
                            .statistics("half")
                            .live()
                            .iterator()
                            .next()
                            .info()
                            .id());
            try (var second = application.connect("half")) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
                await().until(() -> application.statistics("half").halfClosed() == 2);
                assertThat(texts(scan("half", 20)))
                        .singleElement()
                        .asString()
                        .matches("2 half-closed streams of listener half have been silent for 10 s or more, "
                                + "one of them for 2\\d s\\.");
            }
        }
        application.awaitRest("half");
    }

    @Test
    void warnsOfManyBlockedWritesWithOneSentence() throws Exception {
        try (var _ = application.connect("flood");
                var _ = application.connect("flood");
                var _ = application.connect("flood")) {
            await().until(() -> scan("flood", 0).writeBlocked() == 3);

            assertThat(texts(scan("flood", 5)))
                    .singleElement()
                    .asString()
                    .matches("3 streams of listener flood have waited for 2 s or more for their clients to read, "
                            + "one of them for \\d+ s\\.");
        }
        application.awaitRest("flood");
    }

    @Test
    void warnsOfTheLimitOfTheProcess() throws Exception {
        try (var _ = application.connect("half");
                var _ = application.connect("half");
                var _ = application.connect("half")) {
            await().until(() -> application.statistics("half").active() == 3);
            assertThat(texts(scan("half", 0))).as("three of four").isEmpty();
            try (var _ = application.connect("half")) {
                await().until(() -> application.statistics("half").active() == 4);
                assertThat(texts(scan("half", 0)))
                        .containsExactly("The process has 4 of 4 connections, and closes new ones at the limit"
                                + " (weir.max-connections).");
            }
        }
        application.awaitRest("half");
    }

    @Test
    void warnsOfCertificatesInTheirLastTwoWeeks() {
        assertThat(certificate(null)).isEmpty();
        assertThat(certificate(Instant.now().plus(Duration.ofDays(15)))).isEmpty();
        Instant soon = Instant.now().plus(Duration.ofDays(3)).plusSeconds(60);
        assertThat(certificate(soon))
                .containsExactly("The certificate of listener half expires in 72 hours, at " + soon + ".");
        Instant past = Instant.now().minusSeconds(60);
        assertThat(certificate(past))
                .containsExactly("The certificate of listener half has expired: it was valid until " + past + ".");
    }

    @Test
    void listsNoMoreThanTwenty() {
        List<Warning> warnings = warnings(null).find(Collections.nCopies(30, scan("closed", 0)));

        assertThat(warnings).hasSize(Warnings.MAX);
        assertThat(warnings.getFirst().kind()).isEqualTo(Warning.Kind.NOT_READY);
        assertThat(warnings.getLast().text()).isEqualTo("11 more warnings are not listed.");
    }

    private static List<String> certificate(@Nullable Instant expires) {
        return warnings(expires).find(List.of(scan("half", 0))).stream()
                .map(Warning::text)
                .toList();
    }

    private static List<String> texts(ListenerScan scan) {
        return find(scan).stream().map(Warning::text).toList();
    }

    private static List<Warning> find(ListenerScan scan) {
        return warnings(null).find(List.of(scan));
    }

    private static Warnings warnings(@Nullable Instant certificateExpires) {
        return new Warnings(
                application.bean(TcpClients.class), application.bean(ConnectionLimit.class), _ -> certificateExpires);
    }

    private static ListenerScan scan(String name, int secondsFromNow) {
        StreamListener listener = application.listener(name);
        return ListenerScan.of(
                listener,
                null,
                System.nanoTime() + Duration.ofSeconds(secondsFromNow).toNanos());
    }
}
