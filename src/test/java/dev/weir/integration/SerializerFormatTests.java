package dev.weir.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FramedStream;
import dev.weir.stream.Pipe;
import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.serializer.DefaultSerializer;
import org.springframework.integration.ip.tcp.serializer.AbstractByteArraySerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayCrLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLengthHeaderSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayLfSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayRawSerializer;
import org.springframework.integration.ip.tcp.serializer.ByteArrayStxEtxSerializer;
import org.springframework.integration.ip.tcp.serializer.MapJsonSerializer;

@Timeout(60)
class SerializerFormatTests {

    private static final int MAX = 100;

    private final Pipe pipe = TcpStream.pipe();

    enum Stock {
        CR_LF,
        LF,
        STX_ETX,
        LENGTH;

        AbstractByteArraySerializer serializer() {
            return switch (this) {
                case CR_LF -> new ByteArrayCrLfSerializer();
                case LF -> new ByteArrayLfSerializer();
                case STX_ETX -> new ByteArrayStxEtxSerializer();
                case LENGTH -> new ByteArrayLengthHeaderSerializer(2);
            };
        }
    }

    @AfterEach
    void close() {
        pipe.client().abort("the test is over");
        pipe.server().abort("the test is over");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    CR_LF,   'one\r\n\r\ntwo\r\n',          'reply\r\n'
                    LF,      'one\n\ntwo\n',                'reply\n'
                    STX_ETX, '\2one\3\2\3\2two\3',          '\2reply\3'
                    LENGTH,  '\0\3one\0\0\0\3two',          '\0\5reply'
                    """)
    void framesAreThoseOfTheSerializer(Stock stock, String input, String output) throws IOException {
        FramedStream frames = over(stock.serializer());
        send(input);
        pipe.client().shutdown();
        assertThat(frames.readText(US_ASCII)).isEqualTo("one");
        assertThat(frames.readText(US_ASCII)).isEmpty();
        assertThat(frames.readText(US_ASCII)).isEqualTo("two");
        assertThat(frames.read()).isNull();
        frames.write("reply", US_ASCII);
        pipe.server().shutdown();
        assertThat(received()).isEqualTo(output);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    CR_LF,   'on',      TRUNCATED
                    LENGTH,  '\0',      TRUNCATED
                    LENGTH,  '\0\3on',  TRUNCATED
                    STX_ETX, '\2on',    TRUNCATED
                    STX_ETX, 'one',     MALFORMED
                    LENGTH,  '\177xone', MALFORMED
                    LENGTH,  '\0x%s',   TOO_LARGE
                    """)
    void brokenFrameIsRejected(Stock stock, String input, FrameError error) throws IOException {
        FramedStream frames = over(stock.serializer());
        send(input.formatted("x".repeat('x')));
        pipe.client().shutdown();
        assertThatThrownBy(frames::read)
                .isInstanceOfSatisfying(
                        FrameException.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    @Test
    void messageUpToTheEndOfInputIsAFrame() throws IOException {
        FramedStream frames = over(new ByteArrayRawSerializer());
        send("all of it");
        pipe.client().shutdown();
        assertThat(frames.readText(US_ASCII)).isEqualTo("all of it");
        assertThat(frames.read()).isNull();
    }

    @Test
    void payloadOverTheMaximumIsNotWritten() throws IOException {
        FramedStream frames = over(new ByteArrayLfSerializer());
        assertThatIllegalArgumentException().isThrownBy(() -> frames.write(new byte[MAX + 1]));
        pipe.server().shutdown();
        assertThat(received()).isEmpty();
    }

    @Test
    void refusesWhatIsNoSerializerAndDeserializerOfBytes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SerializerFormat.of(new DefaultSerializer(), MAX))
                .withMessageEndingWith("DefaultSerializer is not both a Serializer and a Deserializer");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SerializerFormat.of(new MapJsonSerializer(), MAX))
                .withMessageEndingWith("MapJsonSerializer is a Serializer of java.util.Map, not of byte[]");
    }

    private FramedStream over(AbstractByteArraySerializer serializer) {
        return FramedStream.over(pipe.server(), SerializerFormat.of(serializer, MAX));
    }

    private void send(String text) throws IOException {
        pipe.client().write(text.getBytes(StandardCharsets.ISO_8859_1));
        pipe.client().flush();
    }

    private String received() throws IOException {
        return new String(pipe.client().inputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
