package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionKind;
import dev.weir.testing.LogCapture;
import java.net.UnixDomainSocketAddress;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailureLogTests {

    private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private final LogCapture log = LogCapture.of(StreamConnection.class);
    private final FailureLog failures = new FailureLog();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void logsTheFirstOfEachKindAndNoStorm() {
        for (int i = 0; i < 1000; i++) {
            failures.handlerFailed(connection(i), new IllegalStateException("on purpose"));
            failures.handlerFailed(connection(i), new IllegalArgumentException("another kind"));
        }

        assertThat(log.events()).hasSizeBetween(20, 24).allSatisfy(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getThrowableProxy()).isNotNull();
        });
        assertThat(log.lines().getFirst()).isEqualTo("Listener test: handler mine failed on stream 0");
    }

    @Test
    void whatIsNotTheHandlersIsAnError() {
        failures.stepFailed(connection(7), "serving failed", new OutOfMemoryError("on purpose"));

        assertThat(log.events()).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getFormattedMessage()).isEqualTo("Listener test: serving failed on stream 7");
        });
    }

    @Test
    void namesTheClassOfAThrowableThatCannotBeLogged() {
        failures.handlerFailed(connection(7), new IllegalStateException() {
            @Override
            public String getMessage() {
                throw new UnsupportedOperationException("on purpose");
            }
        });

        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("Listener test: handler mine failed on stream 7, with a dev.weir.server.FailureLogTests$")
                .endsWith(" that cannot be logged");
    }

    private static ConnectionInfo connection(long id) {
        return new ConnectionInfo(id, "test", "mine", UNNAMED, UNNAMED, UNNAMED, Instant.EPOCH, ConnectionKind.CLIENT);
    }
}
