package dev.weir.accesslog;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionKind;
import dev.weir.observe.ObservedConnection;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class AccessLogTests {

    private static final String LOGGER = "weir.access";

    @Test
    void logsTheFieldsOfEachConnectionAndNoBytesOfTheClient() throws Exception {
        try (var application = RunningApplication.application()
                        .listener("echo", "echo")
                        .start();
                var log = LogCapture.of(LOGGER)) {
            Socket talking = application.connect("echo");
            talking.getOutputStream().write("secret".getBytes(StandardCharsets.US_ASCII));
            finish(talking);
            await().untilAsserted(() -> assertThat(log.lines()).hasSize(1));
            Socket silent = application.connect("echo");
            finish(silent);
            await().untilAsserted(() -> assertThat(log.lines()).hasSize(2));

            assertThat(log.lines().getFirst())
                    .matches("listener=echo id=\\d+ remote=127\\.0\\.0\\.1:" + talking.getLocalPort()
                            + " local=127\\.0\\.0\\.1:" + talking.getPort()
                            + " duration_ms=\\d+ first_byte_ms=\\d+ read=6 written=6 handler=echo"
                            + " cause=peer_closed tls=-");
            assertThat(log.lines().getLast())
                    .matches(".* duration_ms=\\d+ first_byte_ms=- read=0 written=0 handler=echo cause=probe tls=-");
            ILoggingEvent event = log.events().getFirst();
            assertThat(event.getLevel()).isEqualTo(Level.INFO);
            assertThat(event.getKeyValuePairs())
                    .extracting(pair -> pair.key)
                    .containsExactly(
                            "listener",
                            "id",
                            "remote",
                            "local",
                            "duration_ms",
                            "first_byte_ms",
                            "read",
                            "written",
                            "handler",
                            "cause",
                            "tls");
        }
    }

    @Test
    void namesChosenByPeersAndOperatorsCannotForgeALineOrAField(@TempDir Path directory) throws Exception {
        Path client = directory.resolve("a\r\nlistener=admin\u001b[2J");
        try (var application = RunningApplication.application()
                        .listener("local", stream -> stream.transferTo(stream))
                        .with("weir.listeners.local.address=unix:" + directory.resolve("s"))
                        .start();
                var log = LogCapture.of(LOGGER);
                var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.bind(UnixDomainSocketAddress.of(client));
            channel.connect(UnixDomainSocketAddress.of(directory.resolve("s")));
            channel.write(ByteBuffer.wrap(new byte[3]));
            channel.shutdownOutput();
            await().untilAsserted(() -> assertThat(log.lines()).hasSize(1));

            assertThat(log.lines().getFirst())
                    .matches("\\p{Print}+")
                    .contains(
                            " remote=unix:" + directory + "/a\\u000d\\u000alistener\\u003dadmin\\u001b[2J local=unix:")
                    .containsOnlyOnce("listener=");
            String streams = application.get("tcpstreams").body();
            assertThat(streams).matches("\\p{Print}+");
        } finally {
            Files.deleteIfExists(client);
        }
    }

    @Test
    void sampleRateOfZeroLogsNothing() throws Exception {
        assertSilent("weir.access-log.sample-rate=0");
    }

    @Test
    void canBeSwitchedOff() throws Exception {
        assertSilent("weir.access-log.enabled=false");
    }

    @Test
    void healthChecksCanBeLeftOut() {
        try (var application = RunningApplication.application()
                        .listener("echo", "echo")
                        .with("weir.access-log.probes=false")
                        .start();
                var log = LogCapture.of(LOGGER)) {
            closeOneOfEach(application.bean(AccessLog.class));
            assertThat(log.lines()).singleElement().asString().contains("cause=peer_closed");
        }
    }

    @Test
    void healthChecksAreLoggedByDefault() {
        try (var application = RunningApplication.application().start();
                var log = LogCapture.of(LOGGER)) {
            closeOneOfEach(application.bean(AccessLog.class));
            assertThat(log.lines()).hasSize(2).anyMatch(line -> line.contains("cause=probe"));
        }
    }

    private static void closeOneOfEach(AccessLog accessLog) {
        var nowhere = InetSocketAddress.createUnresolved("nowhere", 0);
        var info =
                new ConnectionInfo(1, "echo", "echo", nowhere, nowhere, nowhere, Instant.EPOCH, ConnectionKind.CLIENT);
        var connection = new ObservedConnection(info, accessLog);
        accessLog.closed(connection, CloseCause.PROBE);
        accessLog.closed(connection, CloseCause.PEER_CLOSED);
    }

    private static void assertSilent(String setting) throws Exception {
        try (var log = logAfter(setting)) {
            assertThat(log.lines()).isEmpty();
        }
    }

    /** Closes the application, so that its log is complete. */
    private static LogCapture logAfter(String setting) throws Exception {
        var application = RunningApplication.application()
                .listener("echo", "echo")
                .with(setting)
                .start();
        var log = LogCapture.of(LOGGER);
        try (application) {
            for (int i = 0; i < 200; i++) {
                finish(application.connect("echo"));
            }
            await().until(() -> application.listener("echo").statistics().closed() == 200);
        }
        return log;
    }

    @Test
    void sampleRateLogsAboutItsShare() throws Exception {
        try (var log = logAfter("weir.access-log.sample-rate=0.5")) {
            assertThat(log.lines()).hasSizeBetween(50, 150);
        }
    }

    @Test
    void appenderThatBlocksDoesNotBlockStreams() throws Exception {
        var release = new CountDownLatch(1);
        try (var application = RunningApplication.application()
                        .listener("echo", "echo")
                        .start();
                var blocking = new BlockingAppender(release)) {
            storm(application, 500);
            await().untilAsserted(() -> assertThat(
                            application.listener("echo").statistics().closed())
                    .isEqualTo(500));
            assertThat(blocking.lines).hasValueLessThanOrEqualTo(1);

            release.countDown();
            await().untilAsserted(() -> assertThat(blocking.lines).hasValue(500));
        }
    }

    private static void storm(RunningApplication application, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            finish(application.connect("echo"));
        }
    }

    private static void finish(Socket socket) throws IOException {
        try (socket) {
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
    }

    private static final class BlockingAppender extends AppenderBase<ILoggingEvent> implements AutoCloseable {

        private final Logger logger = (Logger) LoggerFactory.getLogger(LOGGER);
        private final CountDownLatch release;
        private final AtomicInteger lines = new AtomicInteger();

        BlockingAppender(CountDownLatch release) {
            this.release = release;
            start();
            logger.setAdditive(false);
            logger.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            logger.detachAppender(this);
            logger.setAdditive(true);
        }
    }
}
