package dev.weir.samples.mqtt;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSink;
import dev.weir.samples.ProtocolPage;
import dev.weir.test.FrameFormatVerifier;
import dev.weir.testing.RunningApplication;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The format with packets of MQTT 5, and as a bean that settings name. */
@Timeout(120)
class MqttFormatTests {

    private static final byte[] CONNECT = HexFormat.of().parseHex("100C00044D5154540402003C0000");
    private static final byte[] PINGREQ = HexFormat.of().parseHex("C000");
    /** As long as the format's maximum: of no other example can the verifier make a packet of that length. */
    private static final byte[] PUBLISH = ("\60\u0089\1" + "\0\1a" + "x".repeat(134)).getBytes(ISO_8859_1);

    private final MqttFormat format = new MqttFormat(PUBLISH.length);

    @Test
    void isAFormat() {
        FrameFormatVerifier.of(format)
                .example(CONNECT, CONNECT)
                .example(PINGREQ, PINGREQ)
                .example(PUBLISH, PUBLISH)
                .verify();
    }

    @Test
    void refusesALengthOfFiveBytes() {
        assertThatExceptionOfType(FrameException.class)
                .isThrownBy(() -> format.find(ByteBuffer.wrap(HexFormat.of().parseHex("3080808080")), 0))
                .satisfies(e -> assertThat(e.error()).isEqualTo(FrameError.MALFORMED));
    }

    @Test
    void writesNothingButOnePacket() {
        var nothing = new FrameSink() {
            @Override
            public void put(int value) {
                throw new AssertionError("a byte was written");
            }

            @Override
            public void put(ByteBuffer bytes) {
                throw new AssertionError("bytes were written");
            }
        };
        for (String packet : new String[] {"", "C0", "C001", "C000C0", "308A01" + "00".repeat(138)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> format.wrap(ByteBuffer.wrap(HexFormat.of().parseHex(packet)), nothing));
        }
    }

    @Test
    void isNamedBySettings() throws Exception {
        try (RunningApplication application = ProtocolPage.read()
                        .application("MQTT")
                        .bean("mqtt", FrameFormat.class, () -> format)
                        .start();
                Socket client = application.connect("packets")) {
            client.getOutputStream().write(PUBLISH);
            assertThat(client.getInputStream().readNBytes(PUBLISH.length)).isEqualTo(PUBLISH);
        }
    }
}
