package dev.weir.autoconfigure;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.Found;
import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import dev.weir.frame.FrameSessions;
import dev.weir.frame.FrameSink;
import dev.weir.observe.CloseCause;
import dev.weir.server.DrainSettings;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Listeners whose settings say what a frame is, as a client with a plain socket sees them. */
@Timeout(120)
class FramedListenersTests {

    private static RunningApplication application;

    /**
     * Frames that the handler echo sends back.
     *
     * @param settings below framing
     * @param sent the bytes of a client, which then ends its direction
     */
    record Echo(String listener, List<String> settings, String sent, String received) {}

    static List<Echo> echoes() {
        return List.of(
                new Echo("line", List.of("type=line"), "a\r\nb\n\rc", "a\nb\n\rc\n"),
                new Echo("crlf", List.of("type=Line", "line.ending=crlf", "line.write=crlf"), "a\rb\r\n", "a\rb\r\n"),
                new Echo("delimiter", List.of("type=delimiter", "delimiter.ends=#,\\r\\n"), "a#b\r\nc\n#", "a#b#c\n#"),
                new Echo(
                        "control",
                        List.of("type=delimiter", "delimiter.ends=\r\n", "delimiter.write=\\x03"),
                        "a b\r\n",
                        "a b\3"),
                new Echo(
                        "keep",
                        List.of("type=delimiter", "delimiter.ends[0]= ", "delimiter.ends[1]=,", "delimiter.keep=true"),
                        "a b,",
                        "a b,"),
                new Echo("fixed", List.of("type=fixed", "fixed.size=3"), "abcdef", "abcdef"),
                new Echo("length", List.of("type=length"), "\0\0\0\2hi\0\0\0\0", "\0\0\0\2hi\0\0\0\0"),
                new Echo(
                        "little",
                        List.of("type=length", "length.size=2", "length.order=little", "length.includes=frame"),
                        "\4\0hi",
                        "\4\0hi"),
                new Echo(
                        "ascii",
                        List.of("type=length", "length.size=4", "length.encoding=ascii", "length.zero=ignore"),
                        "00000002hi",
                        "0002hi"),
                new Echo(
                        "header",
                        List.of(
                                "type=length",
                                "length.size=1",
                                "length.offset=1",
                                "length.header-size=3",
                                "length.adjust=1",
                                "length.keep-header=true"),
                        "x\1yhi",
                        "x\1yhi"),
                new Echo("mllp", List.of("type=mllp"), "\n\13A\034\r", "\13A\034\r"),
                new Echo("strict", List.of("type=mllp", "mllp.strict=true"), "\n\13A\034\r", ""),
                new Echo("syslog", List.of("type=syslog"), "5 <1>ab<1>c\n", "5 <1>ab4 <1>c"),
                new Echo("octets", List.of("type=syslog", "syslog.octet-counting=off"), "5 <1>a\n", "5 <1>a\n"),
                new Echo("stx-etx", List.of("type=stx-etx"), "\2A\3", "\2A\3"),
                new Echo("xor", List.of("type=stx-etx", "stx-etx.check=xor"), "\2A\3B\2A\3A", "\2A\3B"),
                new Echo("bean", List.of("type=pairs"), "abcd", "abcd"),
                new Echo("limited", List.of("type=pairs", "max-size=1B"), "abcd", ""));
    }

    @BeforeAll
    static void start() {
        RunningApplication.Setup setup = RunningApplication.listenersOnly().bean("beans", Beans.class, Beans::new);
        for (Echo echo : echoes()) {
            setup.listener(echo.listener(), "echo", below("framing.", echo.settings()));
        }
        application = setup.listener("small", "echo", "framing.type=line", "framing.max-size=4B")
                .listener("slow", "echo", "framing.type=line", "framing.timeout=100ms")
                .listener("discard", "discard", "framing.type=line")
                .listener("upper", "upper", "framing.type=line")
                .listener("latin", "upper", "framing.type=line", "framing.charset=ISO-8859-1")
                .listener("orders", "orders", "framing.type=line")
                .listener("points", "points", "framing.type=fixed", "framing.fixed.size=2B")
                .listener("fragile", "fragile", "framing.type=line", "framing.on-error=continue")
                .listener("closing", "fragile", "framing.type=line")
                .listener("pair", "pair", "framing.type=line", "framing.concurrency=2")
                .listener(
                        "completion",
                        "completion",
                        "framing.type=line",
                        "framing.concurrency=2",
                        "framing.order=completion")
                .listener("polite", "polite", "framing.type=line")
                .listener("leaving", "polite", "framing.type=line")
                .start();
    }

    private static String[] below(String prefix, List<String> settings) {
        return settings.stream().map(prefix::concat).toArray(String[]::new);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @ParameterizedTest
    @MethodSource("echoes")
    void echoSendsFramesBackFramed(Echo echo) throws IOException {
        assertThat(talk(echo.listener(), echo.sent())).isEqualTo(echo.received());
    }

    @Test
    void discardReadsFramesAndSendsNothing() throws IOException {
        assertThat(talk("discard", "a\nb\n")).isEmpty();
    }

    @Test
    void frameAboveTheMaximumEndsTheConnection() throws IOException {
        assertThat(talk("small", "abcd\nabcde\nab\n")).isEqualTo("abcd\n");
        awaitClosed("small", CloseCause.PROTOCOL_ERROR);
    }

    @Test
    void frameThatTakesTooLongEndsTheConnection() throws IOException {
        try (Socket client = application.connect("slow")) {
            send(client, "a");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        awaitClosed("slow", CloseCause.READ_TIMEOUT);
    }

    @ParameterizedTest
    @CsvSource({"upper, caf\u00c3\u00a9, CAF\u00c3\u0089", "latin, caf\u00e9, CAF\u00c9"})
    void handlerReceivesTextInTheCharset(String listener, String sent, String received) throws IOException {
        assertThat(talk(listener, sent + "\n")).isEqualTo(received + "\n");
    }

    @Test
    void textThatIsInvalidInTheCharsetEndsTheConnection() throws IOException {
        assertThat(talk("upper", "\u00ff\na\n")).isEmpty();
        awaitClosed("upper", CloseCause.PROTOCOL_ERROR);
    }

    @Test
    void handlerReceivesAndRepliesWithRecordsByJackson() throws IOException {
        assertThat(talk("orders", "{\"id\": 7}\n")).isEqualTo("{\"id\":7,\"ok\":true}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"id\":", "null", "''", "{\"id\": \"x\"}"})
    void invalidJsonEndsTheConnectionAsTheClientsFault(String json) throws IOException {
        long before = application.statistics("orders").closed(CloseCause.PROTOCOL_ERROR);
        assertThat(talk("orders", json + "\n")).isEmpty();
        await().untilAsserted(() -> assertThat(application.statistics("orders").closed(CloseCause.PROTOCOL_ERROR))
                .isEqualTo(before + 1));
    }

    @Test
    void handlerReceivesAndRepliesWithObjectsOfAConverterBean() throws IOException {
        assertThat(talk("points", "\1\2")).isEqualTo("\2\1");
    }

    @Test
    void handlerReceivesAndRepliesWithObjectsOfAMessageConverterBean() throws IOException {
        try (RunningApplication other = RunningApplication.listenersOnly()
                        .bean("beans", MessagingBeans.class, MessagingBeans::new)
                        .listener("counter", "counter", "framing.type=line")
                        .start();
                Socket client = other.connect("counter")) {
            send(client, "20\n");
            assertThat(readLine(client)).isEqualTo("21");
            send(client, "x\n");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            await().untilAsserted(() -> assertThat(other.statistics("counter").closed(CloseCause.PROTOCOL_ERROR))
                    .isOne());
        }
    }

    @Test
    void failureOfTheHandlerEndsTheConnection() throws IOException {
        assertThat(talk("closing", "a\nfail\nb\n")).isEqualTo("a\n");
        awaitClosed("closing", CloseCause.HANDLER_ERROR);
    }

    @Test
    void connectionContinuesAfterAFailureIfConfiguredSo() throws IOException {
        assertThat(talk("fragile", "a\nfail\nb\n")).isEqualTo("a\nb\n");
    }

    @Test
    void framesAreHandledAtOnceAndRepliedToInOrder() throws IOException {
        assertThat(talk("pair", "1\n2\n3\n4\n")).isEqualTo("1\n2\n3\n4\n");
    }

    @Test
    void repliesFollowCompletionIfConfiguredSo() throws IOException {
        try (Socket client = application.connect("completion")) {
            send(client, "wait\nrelease\n");
            assertThat(new String(client.getInputStream().readNBytes(8), ISO_8859_1))
                    .isEqualTo("release\n");
            send(client, "meet\n");
            client.shutdownOutput();
            assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
                    .contains("wait\n", "meet\n");
        }
    }

    @Test
    void framesArePushedThroughTheSessions() throws IOException {
        try (Socket client = application.connect("polite")) {
            assertThat(readLine(client)).isEqualTo("welcome");
            for (FrameSession session : application.bean(FrameSessions.class).all("polite")) {
                session.send(new Order(3));
            }
            assertThat(readLine(client)).isEqualTo("{\"id\":3}");
        }
    }

    @Test
    void drainCallsTheHandlerOfFrames() throws Exception {
        try (Socket client = application.connect("leaving")) {
            assertThat(readLine(client)).isEqualTo("welcome");
            application
                    .listener("leaving")
                    .drain(new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30)));
            assertThat(readLine(client)).isEqualTo("bye");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static String talk(String listener, String sent) throws IOException {
        try (Socket client = application.connect(listener)) {
            send(client, sent);
            client.shutdownOutput();
            return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    private static void send(Socket client, String sent) throws IOException {
        client.getOutputStream().write(sent.getBytes(ISO_8859_1));
    }

    private static String readLine(Socket client) throws IOException {
        var line = new StringBuilder();
        for (int next = client.getInputStream().read();
                next != '\n';
                next = client.getInputStream().read()) {
            assertThat(next).isNotEqualTo(-1);
            line.append((char) next);
        }
        return line.toString();
    }

    private static void awaitClosed(String listener, CloseCause cause) {
        await().untilAsserted(() ->
                assertThat(application.statistics(listener).closed(cause)).isPositive());
    }

    record Order(int id) {}

    record Confirmation(int id, boolean ok) {}

    record Point(int x, int y) {}

    record Count(int value) {}

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        FrameHandler<String, String> upper() {
            return (frame, _) -> frame.toUpperCase(Locale.ROOT);
        }

        @Bean
        FrameHandler<Order, Confirmation> orders() {
            return (order, _) -> new Confirmation(order.id(), true);
        }

        @Bean
        FrameHandler<Point, Point> points() {
            return (point, _) -> new Point(point.y(), point.x());
        }

        @Bean
        FrameHandler<String, String> fragile() {
            return (frame, _) -> {
                if (frame.equals("fail")) {
                    throw new IllegalStateException("on purpose");
                }
                return frame;
            };
        }

        @Bean
        FrameHandler<ByteBuffer, ByteBuffer> pair() {
            var both = new CyclicBarrier(2);
            return (frame, _) -> {
                both.await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
                return frame;
            };
        }

        @Bean
        FrameHandler<byte[], byte[]> completion() {
            var both = new CyclicBarrier(2);
            return (frame, _) -> {
                if (!new String(frame, ISO_8859_1).equals("release")) {
                    both.await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
                }
                return frame;
            };
        }

        @Bean
        Polite polite() {
            return new Polite();
        }

        @Bean
        PointConverter pointConverter() {
            return new PointConverter();
        }

        @Bean
        Pairs pairs() {
            return new Pairs();
        }

        @Bean
        JsonMapper mapper() {
            return JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
        }
    }

    /** Without a JsonMapper, which would be asked first. */
    @Configuration(proxyBeanMethods = false)
    static class MessagingBeans {

        @Bean
        FrameHandler<Count, Count> counter() {
            return (count, _) -> new Count(count.value() + 1);
        }

        @Bean
        CountConverter countConverter() {
            return new CountConverter();
        }
    }

    static final class CountConverter implements MessageConverter {

        @Override
        public Object fromMessage(Message<?> message, Class<?> type) {
            String text = new String((byte[]) message.getPayload(), ISO_8859_1);
            try {
                return type == Count.class ? new Count(Integer.parseInt(text)) : null;
            } catch (NumberFormatException e) {
                throw new MessageConversionException("no number: " + text, e);
            }
        }

        @Override
        public Message<?> toMessage(Object payload, MessageHeaders headers) {
            return payload instanceof Count count ? new GenericMessage<>(String.valueOf(count.value())) : null;
        }
    }

    /** Two bytes, without a mark. */
    static final class Pairs implements FrameFormat {

        @Override
        public Found find(ByteBuffer received, int scanned) {
            return received.remaining() < 2 ? new Found.Incomplete(0, 2) : new Found.Frame(0, 2, 2);
        }

        @Override
        public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
            sink.put(payload);
        }

        @Override
        public int max() {
            return 2;
        }
    }

    static final class Polite implements FrameHandler<String, Object> {

        @Override
        public Object handle(String frame, FrameSession session) {
            return frame;
        }

        @Override
        public void onOpen(FrameSession session) throws IOException {
            session.send("welcome");
        }

        @Override
        public void onDrain(FrameSession session) throws IOException {
            session.send("bye");
            session.end();
        }
    }

    static final class PointConverter implements FrameConverter<Point> {

        @Override
        public Point read(ByteBuffer payload) {
            return new Point(payload.get(payload.position()), payload.get(payload.position() + 1));
        }

        @Override
        public ByteBuffer write(Point value) {
            return ByteBuffer.wrap(new byte[] {(byte) value.x(), (byte) value.y()});
        }
    }
}
