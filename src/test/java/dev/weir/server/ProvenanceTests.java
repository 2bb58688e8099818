package dev.weir.server;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.TcpStream;
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
    void aBackendThatFailsIsTheHandlers(String listener) throws IOException {
        try (var socket = application.connect(listener)) {
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
        assertOnly(listener, CloseCause.HANDLER_ERROR, 1);
        assertThat(log.lines()).singleElement().asString().contains("handler " + listener + " failed on stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chargen", "push"})
    void clientsThatLeaveWhileTheHandlerWritesAreNotLogged(String listener) throws IOException {
        ListenerStatistics statistics = application.listener(listener).statistics();
        for (int i = 0; i < 100; i++) {
            Socket socket = application.connect(listener);
            assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
            if (i % 2 == 0) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        }
        await().until(() -> statistics.closed() == 100);
        assertThat(statistics.closed(CloseCause.PEER_RESET) + statistics.closed(CloseCause.PEER_CLOSED))
                .isEqualTo(100);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aClientThatLeavesInsideARecordHasClosed() throws IOException {
        try (var socket = application.connect("records")) {
            socket.getOutputStream().write(new byte[6]);
        }
        assertOnly("records", CloseCause.PEER_CLOSED, 1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aLineThatIsTooLongIsTheClientsAlsoWhereTheHandlerWrapsIt() throws IOException {
        try (var socket = application.connect("wrapping")) {
            socket.getOutputStream().write(new byte[10]);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertOnly("wrapping", CloseCause.PROTOCOL_ERROR, 1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aViolationThatTheHandlerFindsIsTheClients() throws IOException {
        try (var socket = application.connect("violation")) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertOnly("violation", CloseCause.PROTOCOL_ERROR, 1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aClientThatResetsWhileAReplyIsBufferedIsNotLogged() throws IOException {
        for (int i = 0; i < 50; i++) {
            Socket socket = application.connect("lines");
            socket.getOutputStream().write("question\nquestion\nques".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('o');
            socket.setSoLinger(true, 0);
            socket.close();
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
