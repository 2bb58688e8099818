package dev.weir.jfr;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.RunningApplication;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JfrConnectionObserverTests {

    @Test
    void recordingHasEachAcceptCloseAndHandlerError(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("weir.jfr");
        int port;
        try (var recording = new Recording();
                var application = RunningApplication.application()
                        .listener("failing", stream -> {
                            stream.read(new byte[10]);
                            stream.writeAll(new byte[3]);
                            stream.flush();
                            throw new IllegalStateException("broken");
                        })
                        .start()) {
            recording.enable("dev.weir.*");
            recording.start();
            try (Socket socket = application.connect("failing")) {
                port = socket.getLocalPort();
                socket.getOutputStream().write(new byte[7]);
                assertThat(socket.getInputStream().readAllBytes()).hasSize(3);
            }
            await().until(() -> application.listener("failing").statistics().closed() == 1);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);

        RecordedEvent accept = only(events, "dev.weir.Accept");
        assertThat(accept.getString("listener")).isEqualTo("failing");
        assertThat(accept.getString("remoteAddress")).isEqualTo("127.0.0.1:" + port);
        RecordedEvent error = only(events, "dev.weir.HandlerError");
        assertThat(error.getLong("id")).isEqualTo(accept.getLong("id"));
        assertThat(error.getString("handler")).isEqualTo("failing");
        assertThat(error.getString("error")).isEqualTo("java.lang.IllegalStateException");
        RecordedEvent close = only(events, "dev.weir.Close");
        assertThat(close.getLong("id")).isEqualTo(accept.getLong("id"));
        assertThat(close.getString("cause")).isEqualTo("handler_error");
        assertThat(close.getLong("bytesRead")).isEqualTo(7);
        assertThat(close.getLong("bytesWritten")).isEqualTo(3);
        assertThat(close.getDuration("age")).isBetween(Duration.ofNanos(1), Duration.ofMinutes(1));
    }

    private static RecordedEvent only(List<RecordedEvent> events, String name) {
        List<RecordedEvent> found = events.stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }
}
