package dev.weir.service;

import static dev.weir.testing.Patience.PROCESS_DEADLINE;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.DocumentContext;
import com.jayway.jsonpath.JsonPath;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.Scrape;
import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs, endpoints and events of the packaged service. */
@Timeout(180)
class ObservationIT {

    private static final int MANY = 10_000;
    private static WeirProcess service;

    @BeforeAll
    static void start() throws Exception {
        service = WeirProcess.service()
                .with("logging.structured.format.console=ecs", "weir.listeners.echo.max-connections=0")
                .listener("crowd", "echo", "max-connections=0")
                .start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void structuredLoggingHasTheAccessLogsFields() throws Exception {
        int port;
        try (Socket socket = service.connect("echo")) {
            port = socket.getLocalPort();
            talk(socket, 5);
        }
        DocumentContext line = JsonPath.parse(service.process()
                .await("(\\{.*\"weir\\.access\".*remote=127\\.0\\.0\\.1:" + port + " .*})")
                .group(1));

        assertThat(line.<String>read("$.log.level")).isEqualTo("INFO");
        assertThat(line.<String>read("$.listener")).isEqualTo("echo");
        assertThat(line.<Integer>read("$.id")).isPositive();
        assertThat(line.<String>read("$.remote")).isEqualTo("127.0.0.1:" + port);
        assertThat(line.<String>read("$.local")).isEqualTo("127.0.0.1:" + service.port("echo"));
        assertThat(line.<Integer>read("$.duration_ms")).isNotNegative();
        assertThat(line.<Integer>read("$.first_byte_ms")).isNotNegative();
        assertThat(line.<Integer>read("$.read")).isEqualTo(5);
        assertThat(line.<Integer>read("$.written")).isEqualTo(5);
        assertThat(line.<String>read("$.handler")).isEqualTo("echo");
        assertThat(line.<String>read("$.cause")).isEqualTo("peer_closed");
        assertThat(line.<String>read("$.tls")).isEqualTo("-");
    }

    @Test
    void tenThousandLiveConnectionsAreListedAndMeasuredWhileTheyGoOn() throws Exception {
        List<SocketChannel> channels = new ArrayList<>();
        var server = new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port("crowd"));
        try {
            for (int i = 0; i < MANY; i++) {
                var channel = SocketChannel.open();
                channels.add(channel);
                channel.connect(server);
            }
            await().atMost(PROCESS_DEADLINE)
                    .untilAsserted(() -> assertThat(
                                    service.scrape().sum("tcp_server_connections_active", "listener=\"crowd\""))
                            .isEqualTo(MANY));
            String all = service.body("tcpstreams?listener=crowd&sort=idle&limit=10000");
            assertThat(JsonPath.<List<Integer>>read(all, "$.streams[*].id"))
                    .hasSize(MANY)
                    .doesNotHaveDuplicates();
            String some = service.body("tcpstreams?listener=crowd");
            assertThat(JsonPath.<Integer>read(some, "$.total")).isEqualTo(MANY);
            assertThat(JsonPath.<List<Integer>>read(some, "$.streams[*].id")).hasSize(100);
            try (Socket socket = service.connect("crowd")) {
                talk(socket, 9);
            }
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
        await().atMost(PROCESS_DEADLINE).untilAsserted(() -> {
            Scrape scrape = service.scrape();
            assertThat(scrape.sum("tcp_server_connections_active", "listener=\"crowd\""))
                    .isZero();
            assertThat(scrape.sum("tcp_server_connections_closed_total", "listener=\"crowd\""))
                    .isEqualTo(MANY + 1);
        });
    }

    @Test
    void flightRecorderHasTheEndsOfConnections(@TempDir Path directory) throws Exception {
        Path recording = directory.resolve("weir.jfr");
        jdk("jcmd", Long.toString(service.process().pid()), "JFR.start", "name=weir");
        int port;
        try (Socket socket = service.connect("echo")) {
            port = socket.getLocalPort();
            talk(socket, 5);
        }
        service.process().await("weir\\.access.*remote=127\\.0\\.0\\.1:" + port + " ");
        jdk("jcmd", Long.toString(service.process().pid()), "JFR.stop", "name=weir", "filename=" + recording);

        assertThat(Files.size(recording)).isPositive();
        assertThat(jdk("jfr", "print", "--events", "dev.weir.Accept", recording.toString()))
                .contains("remoteAddress = \"127.0.0.1:" + port + "\"");
        assertThat(jdk("jfr", "print", "--events", "dev.weir.Close", recording.toString()))
                .contains(
                        "remoteAddress = \"127.0.0.1:" + port + "\"",
                        "cause = \"peer_closed\"",
                        "bytesRead = 5 bytes",
                        "bytesWritten = 5 bytes",
                        "age = ");
    }

    @Test
    void infoHasTheServicesVersion() throws Exception {
        assertThat(JsonPath.<String>read(service.body("info"), "$.weir.version"))
                .isEqualTo(System.getProperty("weir.version"));
    }

    private static String jdk(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", tool).toString()));
        command.addAll(List.of(arguments));
        try (var process = RunningProcess.start(new ProcessBuilder(command))) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
            return process.output();
        }
    }

    private static void talk(Socket socket, int bytes) throws IOException {
        socket.getOutputStream().write(new byte[bytes]);
        socket.shutdownOutput();
        assertThat(socket.getInputStream().readAllBytes()).hasSize(bytes);
    }
}
