package dev.weir.capture;

import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.capture.Tshark.Dissection;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.FencedBlocks;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.RunningProcess;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages of framed streams, as Wireshark's dissectors read them; and docs/capture.md as it is written. */
@Timeout(120)
@RequiresTool("tshark")
class MessageCaptureTests {

    private static final Path PAGE = Path.of("docs/capture.md");

    /** Reads two holding registers of unit 17. */
    private static final byte[] QUERY = HexFormat.of().parseHex("000100000006110300000002");

    private static final byte[] RESPONSE = HexFormat.of().parseHex("0001000000071103040102FFFE");

    @TempDir
    private Path directory;

    private static RunningApplication application;

    /** Answers each query with the same registers. */
    static final class Registers implements FrameHandler<byte[], byte[]> {

        @Override
        public byte[] handle(byte[] frame, FrameSession session) {
            return RESPONSE;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        String settings = FencedBlocks.of(Files.readString(PAGE), "yaml").getFirst();
        application = RunningApplication.application()
                .with(settings.lines()
                        .map(line -> line.replaceFirst(" *#.*", "").replace(": ", "="))
                        .toArray(String[]::new))
                .listener("echo", "echo")
                .listener("hl7", "echo", "framing.type=mllp")
                .listener("syslog", "discard", "framing.type=syslog")
                .bean("modbus", Registers.class)
                .listener(
                        "modbus",
                        "modbus",
                        "framing.type=length",
                        "framing.length.size=2",
                        "framing.length.offset=4",
                        "framing.length.keep-header=true")
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static Capture capture(String json) throws Exception {
        HttpResponse<String> answer = application.post("tcpcaptures", json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<Capture> all = List.copyOf(application.bean(Captures.class).all());
        return all.getLast();
    }

    private static byte[] result(Capture capture) throws Exception {
        await().until(() -> capture.status().end() == CaptureEnd.STREAMS_ENDED);
        try (var content = capture.content(capture.status().bytes())) {
            return content.readAllBytes();
        }
    }

    @Test
    void hl7MessagesAreDissected() throws Exception {
        Capture capture = capture("{\"listener\":\"hl7\",\"payload\":\"all\"}");
        String message =
                "\u000bMSH|^~\\&|REG|NORTH|ADT|SOUTH|20260304101500||ADT^A01^ADT_A01|C1|P|2.5\rPID|1||4711\r\u001c\r";
        try (TcpTestClient client = application.client("hl7")) {
            client.segments(message.substring(0, 20), message.substring(20)).receives(message);
            client.endsInput().thenEnds();
        }
        Dissection dissection = Tshark.dissect(result(capture), 0, "-e", "hl7.message.type", "-e", "hl7.event.type")
                .isFlawless();
        assertThat(dissection.all("hl7.message.type")).filteredOn("ADT"::equals).hasSize(2);
        assertThat(dissection.all("hl7.event.type")).filteredOn("A01"::equals).hasSize(2);
        assertThat(dissection.all("tcp.flags.str").getLast()).isEqualTo("·······A····");
        assertThat(dissection.all("frame.comment").getLast()).isEqualTo("peer_closed");
    }

    @Test
    void syslogMessagesAreDissected() throws Exception {
        Capture capture = capture("{\"listener\":\"syslog\",\"payload\":\"all\"}");
        String message = "<34>1 2026-10-11T22:14:15.003Z web su - ID47 - paid";
        try (TcpTestClient client = application.client("syslog")) {
            client.send(message.length() + " " + message)
                    .send(message + "\n")
                    .endsInput()
                    .thenEnds();
        }
        Dissection dissection = Tshark.dissect(
                        result(capture), 0, "-e", "syslog.hostname", "-e", "syslog.facility", "-e", "syslog.level")
                .isFlawless();
        assertThat(dissection.all("syslog.hostname")).filteredOn("web"::equals).hasSize(2);
        assertThat(dissection.all("syslog.facility")).filteredOn("4"::equals).hasSize(2);
        assertThat(dissection.all("syslog.level")).filteredOn("2"::equals).hasSize(2);
    }

    @Test
    void modbusMessagesAreDissectedIfAskedFor() throws Exception {
        Capture capture = capture("{\"listener\":\"modbus\",\"payload\":\"all\",\"dissector\":\"mbtcp\"}");
        try (TcpTestClient client = application.client("modbus")) {
            client.send(QUERY).receives(RESPONSE).endsInput().thenEnds();
        }
        Dissection dissection = Tshark.dissect(
                        result(capture),
                        0,
                        "-o",
                        "mbtcp.tcp.port:" + application.address("modbus").getPort(),
                        "-e",
                        "mbtcp.unit_id",
                        "-e",
                        "modbus.func_code",
                        "-e",
                        "modbus.regval_uint16")
                .isFlawless();
        assertThat(dissection.all("mbtcp.unit_id")).filteredOn("17"::equals).hasSize(2);
        assertThat(dissection.all("modbus.func_code")).filteredOn("3"::equals).hasSize(2);
        assertThat(dissection.all("modbus.regval_uint16")).contains("258,65534");
    }

    @Test
    void messagesWithoutPayloadHaveTheirLength() throws Exception {
        Capture capture = capture("{\"listener\":\"hl7\"}");
        try (TcpTestClient client = application.client("hl7")) {
            client.send("\u000bsecret\u001c\r")
                    .receives("\u000bsecret\u001c\r")
                    .endsInput()
                    .thenEnds();
        }
        byte[] file = result(capture);
        assertThat(new String(file, UTF_8)).doesNotContain("secret");
        assertThat(Pcapng.packets(file).stream().filter(packet -> packet.linkType() == 252))
                .hasSize(2)
                .allSatisfy(packet ->
                        assertThat(packet.length() - packet.captured().length).isEqualTo(9));
    }

    /** Each command of the page in turn, while a client is served. */
    @Test
    @RequiresTool({"bash", "curl"})
    void thePagesCommandsWork() throws Exception {
        Captures captures = application.bean(Captures.class);
        List<String> commands =
                FencedBlocks.of(Files.readString(PAGE), "sh").getFirst().lines().toList();
        assertThat(commands).hasSize(5);
        String started = run(commands.getFirst(), "1");
        assertThat(started).contains("\"state\":\"running\"");
        Capture capture = List.copyOf(captures.all()).getLast();
        String id = Long.toString(capture.id());
        try (TcpTestClient client = application.client("echo")) {
            client.send("hello from the page")
                    .receives("hello from the page")
                    .endsInput()
                    .thenEnds();
        }
        result(capture);
        assertThat(run(commands.get(1), id)).contains("\"ended\":\"streams_ended\"");
        assertThat(application.get("weir/state").body()).contains("\"captures\":[{\"id\":");
        run(commands.get(2), id);
        assertThat(run(commands.get(3), id)).contains("hello from the page");
        run(commands.get(4), id);
        assertThat(captures.find(capture.id())).isNull();
    }

    private String run(String command, String id) throws Exception {
        String port = application.context().getEnvironment().getProperty("local.server.port");
        String line =
                command.replace("localhost:8080", "127.0.0.1:" + port).replace("tcpcaptures/1", "tcpcaptures/" + id);
        try (var process = RunningProcess.start(new ProcessBuilder("bash", "-c", line).directory(directory.toFile()))) {
            int status = process.awaitExit();
            assertThat(status).as(line + "\n" + process.output()).isZero();
            return process.output();
        }
    }
}
