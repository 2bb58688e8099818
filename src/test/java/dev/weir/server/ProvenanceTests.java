package dev.weir.server;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.TcpStream;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client does is never put down to the handler, and what a handler's backend does never to the client. */
@Timeout(60)
class ProvenanceTests {

    private static ServerSocket silentBackend;
    private static RunningApplication application;
    private LogCapture log;

    @BeforeAll
    static void start() throws IOException {
        silentBackend = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        application = RunningApplication.application()
                .listener("chargen", "chargen")
                .listener("backend-timeout", _ -> {
                    try (var backend = backend()) {
                        backend.setSoTimeout(10);
                        backend.getInputStream().read();
                    }
                })
                .listener("backend-eof", _ -> {
                    try (var backend = backend()) {
                        backend.shutdownInput();
                        new DataInputStream(backend.getInputStream()).readInt();
                    }
                })
                .listener("backend-stream", _ -> {
                    try (var backend = TcpStream.connect("127.0.0.1:" + silentBackend.getLocalPort())) {
                        backend.readTimeout(Duration.ofMillis(10));
                        backend.read(new byte[1]);
                    }
                })
                .listener("backend-closed", _ -> {
                    var backend = TcpStream.connect("127.0.0.1:" + silentBackend.getLocalPort());
                    backend.close();
                    backend.read(new byte[1]);
                })
                .listener("lines", stream -> {
                    while (stream.readLine(StandardCharsets.UTF_8, 100) != null) {
                        stream.writeAll("ok\n".getBytes(StandardCharsets.UTF_8));
                    }
                })
                .listener("records", stream -> {
                    byte[] record = new byte[4];
                    while (true) {
                        stream.readFully(record);
                    }
                })
                .listener("wrapping", stream -> {
                    try {
                        stream.readLine(StandardCharsets.UTF_8, 3);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .listener("violation", _ -> {
                    throw new IllegalStateException(new ProtocolViolationException("no such verb"));
                })
                .listener("push", stream -> {
                    Thread pusher = Thread.startVirtualThread(() -> push(stream));
                    stream.transferTo(stream);
                    pusher.join();
                    stream.writeAll(new byte[10]);
                    stream.flush();
                })
                .start();
    }

    private static Socket backend() throws IOException {
        return new Socket(silentBackend.getInetAddress(), silentBackend.getLocalPort());
    }

    private static void push(TcpStream stream) {
        try {
            while (true) {
                stream.writeAll(new byte[1000]);
            }
        } catch (IOException _) {
            // The handler's own thread meets the same.
        }
    }

    @AfterAll
    static void stop() throws IOException {
        application.close();
        silentBackend.close();
    }

    @BeforeEach
    void record() {
        log = LogCapture.of("dev.weir");
    }

    @AfterEach
    void stopRecording() {
        log.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"backend-timeout", "backend-eof", "backend-stream", "backend-closed"})
    void aBackendThatFailsIsTheHandlers(String listener) {
        try (var client = application.client(listener)) {
            client.thenEnds();
        }
        assertOnly(listener, CloseCause.HANDLER_ERROR, 1);
        assertThat(log.lines()).singleElement().asString().contains("handler " + listener + " failed on stream");
    }

    @ParameterizedTest
    @CsvSource({"chargen, 32", "push, 0"})
    void clientsThatLeaveWhileTheHandlerWritesAreNotLogged(String listener, byte first) {
        ListenerStatistics statistics = application.listener(listener).statistics();
        for (int i = 0; i < 100; i++) {
            TcpTestClient client = application.client(listener).receives(first);
            if (i % 2 == 0) {
                client.resets();
            } else {
                client.close();
            }
        }
        await().until(() -> statistics.closed() == 100);
        assertThat(statistics.closed(CloseCause.PEER_RESET) + statistics.closed(CloseCause.PEER_CLOSED))
                .isEqualTo(100);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aClientThatLeavesInsideARecordHasClosed() {
        application.client("records").send(new byte[6]).close();
        assertOnly("records", CloseCause.PEER_CLOSED, 1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aLineThatIsTooLongIsTheClientsAlsoWhereTheHandlerWrapsIt() {
        try (var client = application.client("wrapping")) {
            client.send(new byte[10]).thenEnds();
        }
        assertOnly("wrapping", CloseCause.PROTOCOL_ERROR, 1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aViolationThatTheHandlerFindsIsTheClients() {
        try (var client = application.client("violation")) {
            client.thenEnds();
        }
        assertOnly("violation", CloseCause.PROTOCOL_ERROR, 1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aClientThatResetsWhileAReplyIsBufferedIsNotLogged() {
        for (int i = 0; i < 50; i++) {
            application
                    .client("lines")
                    .send("question\nquestion\nques")
                    .receives("o")
                    .resets();
        }
        assertOnly("lines", CloseCause.PEER_RESET, 50);
        assertThat(log.lines()).isEmpty();
    }

    private static void assertOnly(String listener, CloseCause cause, int times) {
        ListenerStatistics statistics = application.listener(listener).statistics();
        await().until(() -> statistics.closed() == times);
        assertThat(statistics.closed(cause)).as("%s on %s", cause, listener).isEqualTo(times);
    }
}
