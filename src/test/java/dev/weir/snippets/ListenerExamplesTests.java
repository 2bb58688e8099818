package dev.weir.snippets;

import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionObserver;
import dev.weir.server.DrainSettings;
import dev.weir.stream.TcpStream;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples that a listener calls. */
@Timeout(60)
class ListenerExamplesTests {

    @Test
    void greetingHandlerRepliesToEachName() throws Exception {
        try (var application = greeting();
                TcpStream client = TcpStream.connect(address(application))) {
            client.writeAll("Ada\nGrace\n".getBytes(UTF_8));
            assertThat(client.readLine(UTF_8, 100)).isEqualTo("Hello, Ada");
            assertThat(client.readLine(UTF_8, 100)).isEqualTo("Hello, Grace");
            client.shutdown();
            assertThat(client.readLine(UTF_8, 100)).isNull();
        }
    }

    @Test
    void greetingHandlerEndsTheConnectionAtABlankLine() throws Exception {
        try (var application = greeting();
                TcpStream client = TcpStream.connect(address(application))) {
            client.writeAll("\n".getBytes(UTF_8));
            assertThat(client.readLine(UTF_8, 100)).isNull();
            await().until(() -> application.listener("greeting").statistics().closed(CloseCause.PROTOCOL_ERROR) == 1);
        }
    }

    @Test
    void greetingHandlerSendsALineWhileDraining() throws Exception {
        try (var application = greeting();
                TcpStream client = TcpStream.connect(address(application))) {
            client.writeAll("Ada\n".getBytes(UTF_8));
            assertThat(client.readLine(UTF_8, 100)).isEqualTo("Hello, Ada");
            application
                    .listener("greeting")
                    .drain(new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(10)));
            assertThat(client.readLine(UTF_8, 100)).isEqualTo("The server is shutting down");
            assertThat(client.readLine(UTF_8, 100)).isNull();
            await().until(() -> application.listener("greeting").statistics().closed(CloseCause.SHUTDOWN_DRAINED) == 1);
        }
    }

    @Test
    void uploadLogLogsLargeUploadsOnly() throws Exception {
        try (var application = RunningApplication.application()
                        .listener("discard", "discard")
                        .bean("uploadLog", ConnectionObserver.class, UploadLog::new)
                        .start();
                var log = LogCapture.of(UploadLog.class)) {
            upload(application, 1_000_000);
            await().until(() -> application.listener("discard").statistics().closed() == 1);
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

    private static String address(RunningApplication application) {
        return application.address("greeting").toString().replaceFirst("^.*/", "");
    }

    private static void upload(RunningApplication application, int bytes) throws Exception {
        try (Socket socket = application.connect("discard")) {
            socket.getOutputStream().write(new byte[bytes]);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }
}
