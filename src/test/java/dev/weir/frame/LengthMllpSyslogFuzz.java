package dev.weir.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.frame.LengthFormat.Encoding;
import dev.weir.frame.LengthFormat.Includes;
import dev.weir.frame.LengthFormat.Order;
import dev.weir.frame.LengthFormat.Zero;
import java.util.Arrays;
import java.util.List;

/** Searches for input that the formats with a length, MLLP and syslog do not survive; run by the profile {@code fuzz}. */
class LengthMllpSyslogFuzz {

    private static final LengthFormat LENGTH = LengthFormat.DEFAULT.withMax(100);

    static final List<FrameFormat> FORMATS = List.of(
            FrameFormat.length(LENGTH),
            FrameFormat.length(LENGTH.withSize(1).withAdjust(-3).withZero(Zero.ERROR)),
            FrameFormat.length(LENGTH.withSize(2).withOrder(Order.LITTLE).withIncludes(Includes.FRAME)),
            FrameFormat.length(
                    LENGTH.withSize(3).withOffset(1).withHeaderSize(6).withKeepHeader(true)),
            FrameFormat.length(LENGTH.withEncoding(Encoding.ASCII).withZero(Zero.ECHO)),
            FrameFormat.length(LENGTH.withEncoding(Encoding.HEX).withSize(8).withAdjust(5)),
            FrameFormat.length(LENGTH.withEncoding(Encoding.BCD)
                    .withIncludes(Includes.FRAME)
                    .withZero(Zero.IGNORE)),
            FrameFormat.mllp(100),
            FrameFormat.mllp(100, true),
            FrameFormat.syslog(100),
            FrameFormat.syslog(100, OctetCounting.REQUIRED),
            FrameFormat.syslog(100, OctetCounting.OFF));

    @FuzzTest(maxDuration = "2m")
    void anyBytesAreFramesSkippedOrRejected(byte[] bytes) {
        if (bytes.length > 0) {
            FrameFormat format = FORMATS.get(Byte.toUnsignedInt(bytes[0]) % FORMATS.size());
            judge(format, Arrays.copyOfRange(bytes, 1, bytes.length));
        }
    }

    /** The result does not depend on how the bytes arrive, and what was found is written so that it is found again. */
    static void judge(FrameFormat format, byte[] bytes) {
        var whole = new FormatProbe(format);
        var single = new FormatProbe(format);
        boolean accepted = accepts(whole, bytes);
        boolean acceptedByteByByte = true;
        for (int i = 0; i < bytes.length && acceptedByteByByte; i++) {
            acceptedByteByByte = accepts(single, new byte[] {bytes[i]});
        }
        assertThat(acceptedByteByByte).isEqualTo(accepted);
        assertThat(single.payloads()).usingElementComparator(Arrays::compare).isEqualTo(whole.payloads());
        if (accepted) {
            finish(whole);
        }
        whole.payloads().forEach(payload -> requireInverse(format, payload));
    }

    private static boolean accepts(FormatProbe probe, byte[] segment) {
        try {
            probe.receive(segment);
            return true;
        } catch (FrameException e) {
            assertThat(e).hasMessageMatching("[ -~]{10,120}");
            return false;
        }
    }

    private static void finish(FormatProbe probe) {
        try {
            probe.finish();
        } catch (FrameException e) {
            assertThat(e).hasMessageMatching("[ -~]{10,120}");
        }
    }

    private static void requireInverse(FrameFormat format, byte[] payload) {
        assertThat(payload.length).isLessThanOrEqualTo(format.max());
        byte[] frame;
        try {
            frame = FormatProbe.wrap(format, payload);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("[ -~]{10,160}");
            return;
        }
        var again = new FormatProbe(format);
        assertThat(accepts(again, frame)).isTrue();
        assertThat(again.payloads()).singleElement().isEqualTo(payload);
    }
}
