package dev.weir.samples.syslog;

import static dev.weir.testing.Patience.take;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.samples.ProtocolPage;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.RunningProcess;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample with the senders of a Debian system: rsyslogd, and logger of util-linux. */
@Timeout(300)
class SyslogSampleTests {

    private static final int LOCAL0 = 16;
    private static final int WARNING = 4;

    private final BlockingQueue<SyslogMessage> journal = new LinkedBlockingQueue<>();
    private RunningApplication application;

    @BeforeEach
    void start() throws Exception {
        application = ProtocolPage.read()
                .application("Syslog")
                .bean("syslogConverter", SyslogConverter.class, SyslogConverter::new)
                .bean("syslog", SyslogHandler.class, () -> new SyslogHandler(journal::add))
                .start();
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private String port() {
        return Integer.toString(application.address("syslog").getPort());
    }

    @Test
    @RequiresTool("logger")
    void receivesAMessageOfLoggerWithItsLength() throws Exception {
        log("--octet-count", "paid\ntwice ä");
        assertThat(take(journal))
                .satisfies(SyslogSampleTests::assertBilling)
                .satisfies(message -> assertThat(message.text()).isEqualTo("paid\ntwice ä"));
    }

    @Test
    @RequiresTool("logger")
    void receivesAMessageOfLoggerThatEndsWithALineFeed() throws Exception {
        log("--tcp", "paid twice ä");
        assertThat(take(journal))
                .satisfies(SyslogSampleTests::assertBilling)
                .satisfies(message -> assertThat(message.text()).isEqualTo("paid twice ä"));
    }

    private void log(String option, String text) throws Exception {
        var logger =
                new ProcessBuilder("logger", "--server", "127.0.0.1", "--port", port(), "--tcp", "--rfc5424", option);
        logger.command()
                .addAll(List.of("--priority", "local0.warning", "--tag", "billing", "--id=42", "--msgid", "ID47"));
        logger.command().addAll(List.of("--sd-id", "order@32473", "--sd-param", "number=\"4711\"", "--", text));
        try (var process = RunningProcess.start(logger)) {
            assertThat(process.awaitExit()).as(process.output()).isZero();
        }
    }

    private static void assertBilling(SyslogMessage message) {
        assertThat(message.facility()).isEqualTo(LOCAL0);
        assertThat(message.severity()).isEqualTo(WARNING);
        assertThat(message.application()).isEqualTo("billing");
        assertThat(message.processId()).isEqualTo("42");
        assertThat(message.messageId()).isEqualTo("ID47");
        assertThat(message.timestamp()).isNotNull();
        assertThat(message.data().get("order@32473")).isEqualTo(Map.of("number", List.of("4711")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"octet-counted", "traditional"})
    @RequiresTool("rsyslogd")
    void receivesMessagesOfRsyslogInOrder(String framing, @TempDir Path directory) throws Exception {
        List<String> lines =
                IntStream.range(0, 1000).mapToObj(i -> "line " + i + " ä").toList();
        Files.write(directory.resolve("application.log"), lines);
        Path configuration =
                Files.writeString(directory.resolve("rsyslog.conf"), """
                global(workDirectory="%1$s")
                module(load="imfile")
                input(type="imfile" file="%1$s/application.log" tag="billing" facility="local0" severity="warning")
                action(type="omfwd" target="127.0.0.1" port="%2$s" protocol="tcp" tcp_framing="%3$s"
                       template="RSYSLOG_SyslogProtocol23Format")
                """.formatted(directory, port(), framing));
        try (var _ = RunningProcess.start(
                new ProcessBuilder("rsyslogd", "-n", "-i", "NONE", "-f", configuration.toString()))) {
            for (String line : lines) {
                SyslogMessage message = take(journal);
                assertThat(message.text()).isEqualTo(line);
                assertThat(message.application()).isEqualTo("billing");
                assertThat(message.facility()).isEqualTo(LOCAL0);
                assertThat(message.severity()).isEqualTo(WARNING);
            }
        }
    }

    @Test
    void readsOnAfterAMessageInAnotherFormat() throws Exception {
        try (Socket sender = application.connect("syslog")) {
            sender.getOutputStream()
                    .write("<34>Oct 11 22:14:15 mymachine su: failed\n<34>1 - - su - - - failed\n".getBytes(UTF_8));
            assertThat(take(journal).application()).isEqualTo("su");
        }
    }
}
