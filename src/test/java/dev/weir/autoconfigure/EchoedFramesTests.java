package dev.weir.autoconfigure;

import static dev.weir.autoconfigure.FramedClient.assertReplies;
import static dev.weir.test.WeirAssertions.assertThat;

import dev.weir.frame.Found;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSink;
import dev.weir.observe.CloseCause;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners whose settings say what a frame is, as a client of the built-in handlers sees them. */
@Timeout(120)
class EchoedFramesTests {

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
        RunningApplication.Setup setup = RunningApplication.listenersOnly().bean("pairs", Pairs.class, Pairs::new);
        for (Echo echo : echoes()) {
            setup.listener(echo.listener(), "echo", below("framing.", echo.settings()));
        }
        application = setup.listener("small", "echo", "framing.type=line", "framing.max-size=4B")
                .listener("slow", "echo", "framing.type=line", "framing.timeout=100ms")
                .listener("discard", "discard", "framing.type=line")
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
    void echoSendsFramesBackFramed(Echo echo) {
        assertReplies(application, echo.listener(), echo.sent(), echo.received());
    }

    @Test
    void discardReadsFramesAndSendsNothing() {
        assertReplies(application, "discard", "a\nb\n", "");
    }

    @Test
    void frameAboveTheMaximumEndsTheConnection() {
        assertReplies(application, "small", "abcd\nabcde\nab\n", "abcd\n");
        assertThat(application.listener("small")).hasClosed(CloseCause.PROTOCOL_ERROR, 1);
    }

    @Test
    void frameThatTakesTooLongEndsTheConnection() {
        try (var client = application.client("slow")) {
            client.send("a").thenEnds();
        }
        assertThat(application.listener("slow")).hasClosed(CloseCause.READ_TIMEOUT, 1);
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
}
