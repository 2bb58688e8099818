package dev.weir.autoconfigure;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.ListenerState;
import dev.weir.testing.RunningApplication;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The property {@code local.tcp.<name>.port}. */
@Timeout(60)
class LocalPortsTests {

    @Test
    void eachListenerOnAPortHasIts(@TempDir Path directory) {
        try (var application = RunningApplication.listenersOnly()
                .listener("one", "echo")
                .listener("two", "echo")
                .listener("file", "echo", "address=unix:" + directory.resolve("socket"))
                .start()) {
            assertThat(port(application, "one"))
                    .isEqualTo(application.address("one").getPort());
            assertThat(port(application, "two"))
                    .isEqualTo(application.address("two").getPort());
            assertThat(port(application, "file")).isNull();
        }
    }

    @Test
    void aListenerThatStartsAgainHasItsNewPort() {
        try (var application =
                RunningApplication.listenersOnly().listener("one", "echo").start()) {
            var listener = application.listener("one");
            listener.drain(application.listeners().drainSettings());
            await().until(() -> listener.state() instanceof ListenerState.Stopped);
            listener.start();
            assertThat(port(application, "one"))
                    .isEqualTo(application.address("one").getPort());
        }
    }

    private static Integer port(RunningApplication application, String listener) {
        return application.context().getEnvironment().getProperty("local.tcp." + listener + ".port", Integer.class);
    }
}
