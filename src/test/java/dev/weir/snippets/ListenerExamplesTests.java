package dev.weir.snippets;

import static dev.weir.test.WeirAssertions.assertThat;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionObserver;
import dev.weir.server.DrainSettings;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples that a listener calls. */
@Timeout(60)
class ListenerExamplesTests {

    @Test
    void greetingHandlerRepliesToEachName() {
        try (var application = greeting();
                var client = application.client("greeting")) {
            client.send("Ada\nGrace\n").receivesLine("Hello, Ada").receivesLine("Hello, Grace");
            client.endsInput().thenEnds();
        }
    }

    @Test
    void greetingHandlerEndsTheConnectionAtABlankLine() {
        try (var application = greeting();
                var client = application.client("greeting")) {
            client.send("\n").thenEnds();
            assertThat(application.listener("greeting")).hasClosed(CloseCause.PROTOCOL_ERROR, 1);
        }
    }

    @Test
    void greetingHandlerSendsALineWhileDraining() {
        try (var application = greeting();
                var client = application.client("greeting")) {
            client.send("Ada\n").receivesLine("Hello, Ada");
            application
                    .listener("greeting")
                    .drain(new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)));
            client.receivesLine("The server is shutting down").thenEnds();
            assertThat(application.listener("greeting")).hasClosed(CloseCause.SHUTDOWN_DRAINED, 1);
        }
    }

    @Test
    void uploadLogLogsLargeUploadsOnly() {
        try (var application = RunningApplication.application()
                        .listener("discard", "discard")
                        .bean("uploadLog", ConnectionObserver.class, UploadLog::new)
                        .start();
                var log = LogCapture.of(UploadLog.class)) {
            upload(application, 1_000_000);
            assertThat(application.listener("discard")).hasClosed(1);
            upload(application, 1_000_001);
            await().untilAsserted(() -> assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .endsWith(" uploaded 1000001 bytes: PEER_CLOSED"));
        }
    }

    private static RunningApplication greeting() {
        return RunningApplication.application()
                .listener("greeting", new GreetingHandler())
                .start();
    }

    private static void upload(RunningApplication application, int bytes) {
        try (var client = application.client("discard")) {
            client.send(new byte[bytes]).endsInput().thenEnds();
        }
    }
}
