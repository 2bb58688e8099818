package dev.weir.frame;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LengthMllpSyslogMutationTests {

    private static final byte[] CHARACTERS = "\u000B\u001C\r\n 0139<ax\0\u0001\u0005\u0010".getBytes(US_ASCII);

    @Test
    void changedFramesAreFramesSkippedOrRejected() {
        var random = new Random(20_261_127);
        for (int i = 0; i < 60_000; i++) {
            FrameFormat format = LengthMllpSyslogFuzz.FORMATS.get(i % LengthMllpSyslogFuzz.FORMATS.size());
            byte[] frame = FormatProbe.wrap(
                    format, "<13>payload".repeat(1 + random.nextInt(2)).getBytes(US_ASCII));
            byte[] bytes = FormatProbe.join(frame, frame, frame);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                byte changed = CHARACTERS[random.nextInt(CHARACTERS.length)];
                bytes[random.nextInt(bytes.length)] = random.nextBoolean() ? changed : (byte) random.nextInt(256);
            }
            LengthMllpSyslogFuzz.judge(format, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
        }
    }
}
