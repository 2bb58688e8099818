package dev.weir.capture;

import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.capture.Tshark.Conversation;
import dev.weir.capture.Tshark.Dissection;
import dev.weir.observe.CloseCause;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.LogCapture;
import dev.weir.testing.Patience;
import dev.weir.testing.RequiresTool;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.TestCertificates;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.servlet.mvc.support.DefaultHandlerExceptionResolver;

/** Captures that are started over the actuator, as Wireshark reads them. */
@Timeout(120)
@RequiresTool("tshark")
class CaptureTests {

    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final TestCertificates EDGE = TestCertificates.of("one.example");

    @TempDir
    private static Path directory;

    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.application()
                .with("management.endpoint.tcpcaptures.access=unrestricted", "weir.capture.payload=true")
                .with("spring.ssl.bundle.pem.edge.keystore.certificate=file:" + EDGE.pem())
                .with("spring.ssl.bundle.pem.edge.keystore.private-key=file:" + EDGE.pem())
                .listener("echo", "echo")
                .listener("late", stream -> {
                    byte[] all = stream.inputStream().readAllBytes();
                    stream.writeAll((all.length + " bytes").getBytes(UTF_8));
                })
                .listener("safe", "echo", "ssl.bundle=edge")
                .listener("px", "echo", "proxy-protocol.mode=required", "proxy-protocol.trusted=127.0.0.1")
                .listener("local", "echo", "address=unix:" + directory.resolve("echo.sock"))
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static String capture(String json) throws Exception {
        HttpResponse<String> answer = application.post("tcpcaptures", json);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"state\":\"running\"");
        return id(answer.body());
    }

    private static String id(String json) {
        Matcher id = ID.matcher(json);
        assertThat(id.find()).isTrue();
        return id.group(1);
    }

    /** The file of a capture whose streams have ended; the capture is deleted. */
    private static byte[] result(String id) throws Exception {
        await().until(() -> application.get("tcpcaptures").body().contains("\"ended\":\"streams_ended\""));
        HttpResponse<byte[]> answer = application.download("tcpcaptures/" + id);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-pcapng");
        assertThat(application.delete("tcpcaptures/" + id).statusCode()).isEqualTo(204);
        return answer.body();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static void assertEchoed(Conversation conversation, byte[] bytes) {
        assertThat(conversation.fromClient()).isEqualTo(bytes);
        assertThat(conversation.fromServer()).isEqualTo(bytes);
    }

    @Test
    void followsTwoStreamsOfOneListenerByteForByte() throws Exception {
        String id = capture("{\"listener\":\"echo\",\"next\":2,\"payload\":\"all\",\"maxBytes\":\"4MB\"}");
        byte[] one = random(300_000);
        byte[] two = random(5);
        try (TcpTestClient first = application.client("echo").send("x").receives("x");
                TcpTestClient second = application.client("echo")) {
            second.send(two).receives(two);
            for (int sent = 0; sent < one.length; sent += 50_000) {
                byte[] part = Arrays.copyOfRange(one, sent, sent + 50_000);
                first.send(part).receives(part);
            }
            second.endsInput().thenEnds();
            first.endsInput().thenEnds();
        }
        Dissection dissection = Tshark.dissect(result(id), 2).isFlawless();
        assertEchoed(dissection.conversations().get(0), concat("x".getBytes(UTF_8), one));
        assertEchoed(dissection.conversations().get(1), two);
        assertThat(dissection.all("frame.comment").getFirst()).contains("of listener echo");
        assertThat(dissection.all("frame.comment"))
                .filteredOn("peer_closed"::equals)
                .hasSize(2);
        assertThat(dissection.all("ip.src")).containsOnly("127.0.0.1");
        assertThat(Stream.concat(dissection.all("tcp.srcport").stream(), dissection.all("tcp.dstport").stream()))
                .contains(Integer.toString(application.address("echo").getPort()));
    }

    @Test
    void deletingACaptureEndsItsDownloadsAndIsNoError() throws Exception {
        String id = capture("{\"listener\":\"late\",\"payload\":\"all\",\"maxBytes\":\"15MB\"}");
        try (TcpTestClient client = application.client("late")) {
            client.send(new byte[14_000_000])
                    .endsInput()
                    .receives("14000000 bytes")
                    .thenEnds();
        }
        try (var log = LogCapture.of(DefaultHandlerExceptionResolver.class);
                var download = new Socket()) {
            download.setReceiveBufferSize(4096);
            download.setSoTimeout(Patience.DEADLINE_MILLIS);
            download.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), application.port()));
            download.getOutputStream()
                    .write(("GET /actuator/tcpcaptures/" + id + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getBytes(UTF_8));
            assertThat(download.getInputStream().read()).isEqualTo('H');
            assertThat(application.delete("tcpcaptures/" + id).statusCode()).isEqualTo(204);

            assertThat(download.getInputStream().transferTo(OutputStream.nullOutputStream()))
                    .isLessThan(14_000_000);
            assertThat(log.lines()).isEmpty();
        }
    }

    private static byte[] concat(byte[] one, byte[] two) {
        byte[] both = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    @Test
    void followsAReplyAfterTheClientsEnd() throws Exception {
        String id = capture("{\"listener\":\"late\",\"payload\":\"all\"}");
        try (TcpTestClient client = application.client("late")) {
            client.send("request").endsInput().receives("7 bytes").thenEnds();
        }
        Dissection dissection = Tshark.dissect(result(id), 1).isFlawless();
        Conversation conversation = dissection.conversations().getFirst();
        assertThat(conversation.fromClient()).asString(UTF_8).isEqualTo("request");
        assertThat(conversation.fromServer()).asString(UTF_8).isEqualTo("7 bytes");
        assertThat(dissection.all("tcp.flags.str"))
                .endsWith("·······A···F", "·······AP···", "·······A···F", "·······A····");
    }

    @Test
    void showsTheTextOfEncryptedStreams() throws Exception {
        String id = capture("{\"listener\":\"safe\",\"payload\":\"all\",\"client\":\"127.0.0.0/8\"}");
        try (TcpTestClient client = application.client("safe").tls(TestCertificates.trusting(EDGE), "one.example")) {
            client.send("secret").receives("secret").endsInput().thenEnds();
        }
        Dissection dissection = Tshark.dissect(result(id), 1).isFlawless();
        assertEchoed(dissection.conversations().getFirst(), "secret".getBytes(UTF_8));
        assertThat(dissection.all("frame.comment").getFirst()).contains("decrypted TLSv1.3");
    }

    @Test
    void showsTheClientBehindAProxy() throws Exception {
        String id = capture("{\"listener\":\"px\",\"payload\":\"all\",\"client\":\"2001:db8::/32\"}");
        try (TcpTestClient other = application.client("px").behindProxy(new InetSocketAddress("192.0.2.7", 4711));
                TcpTestClient client =
                        application.client("px").behindProxy(new InetSocketAddress("2001:db8::7", 4712))) {
            other.send("other").receives("other");
            client.send("hello").receives("hello").endsInput().thenEnds();
        }
        Dissection dissection = Tshark.dissect(result(id), 1).isFlawless();
        assertEchoed(dissection.conversations().getFirst(), "hello".getBytes(UTF_8));
        assertThat(dissection.packets().getFirst().get("ipv6.src")).isEqualTo("2001:db8::7");
        assertThat(dissection.packets().getFirst().get("ipv6.dst")).isEqualTo("::ffff:127.0.0.1");
        assertThat(dissection.packets().getFirst().get("tcp.srcport")).isEqualTo("4712");
        assertThat(dissection.all("frame.comment").getFirst()).contains("through proxy 127.0.0.1:");
    }

    @Test
    void recordsARunningStreamFromTheMiddle() throws Exception {
        application.awaitRest("echo");
        try (TcpTestClient client = application.client("echo")) {
            client.send("before").receives("before");
            String stream = id(application.get("tcpstreams?listener=echo").body());
            String id = capture("{\"stream\":" + stream + ",\"payload\":\"all\"}");
            client.send("after").receives("after");
            assertThat(Pcapng.packets(application.download("tcpcaptures/" + id).body()))
                    .hasSize(5);
            application.listeners().end(Long.parseLong(stream), CloseCause.ADMIN);
            Dissection dissection = Tshark.dissect(result(id), 1).isFlawless();
            assertEchoed(dissection.conversations().getFirst(), "after".getBytes(UTF_8));
            assertThat(dissection.all("frame.comment").getFirst()).contains("from the middle");
            assertThat(dissection.all("frame.comment").getLast()).isEqualTo("admin");
        }
    }

    @Test
    void showsAReset() throws Exception {
        String id = capture("{\"listener\":\"echo\",\"payload\":\"all\"}");
        try (TcpTestClient client = application.client("echo")) {
            client.send("hello").receives("hello").resets();
        }
        Dissection dissection = Tshark.dissect(result(id), 1);
        assertEchoed(dissection.conversations().getFirst(), "hello".getBytes(UTF_8));
        assertThat(dissection.all("tcp.flags.str").getLast()).isEqualTo("·······A·R··");
        assertThat(dissection.all("frame.comment").getLast()).isEqualTo("peer_reset");
        assertThat(dissection.all("tcp.checksum.status")).containsOnly("1");
    }

    @Test
    void keepsNoPayloadUnlessAskedTo() throws Exception {
        String id = capture("{\"listener\":\"echo\"}");
        try (TcpTestClient client = application.client("echo")) {
            client.send("hello").receives("hello").endsInput().thenEnds();
        }
        byte[] file = result(id);
        assertThat(new String(file, UTF_8)).doesNotContain("hello");
        Dissection dissection = Tshark.dissect(file, 0);
        assertThat(dissection.all("frame.len")).containsExactly("48", "48", "40", "45", "45", "40", "40", "40");
        assertThat(dissection.all("frame.cap_len")).containsExactly("48", "48", "40", "40", "40", "40", "40", "40");
        assertThat(dissection.all("_ws.malformed")).containsOnly("");
        assertThat(dissection.all("tcp.analysis.flags")).containsOnly("");
    }

    @Test
    void unixDomainSocketsHaveTheirPathInAComment() throws Exception {
        String id = capture("{\"listener\":\"local\",\"payload\":\"256\"}");
        try (TcpTestClient client = TcpTestClient.over(
                        Transport.connect(application.listener("local").address(), StreamOptions.DEFAULT))
                .within(Patience.DEADLINE)) {
            client.send("hello").receives("hello").endsInput().thenEnds();
        }
        Dissection dissection = Tshark.dissect(result(id), 1).isFlawless();
        assertEchoed(dissection.conversations().getFirst(), "hello".getBytes(UTF_8));
        assertThat(dissection.all("frame.comment").getFirst()).endsWith("to unix:" + directory.resolve("echo.sock"));
    }
}
