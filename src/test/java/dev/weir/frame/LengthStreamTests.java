package dev.weir.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.weir.frame.LengthFormat.Zero;
import dev.weir.stream.Pipe;
import dev.weir.stream.TcpStream;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class LengthStreamTests {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({"IGNORE, ''", "ECHO, 0000abcd"})
    void answersPollsOnceASecondOrNever(Zero zero, String answer) throws Exception {
        FrameFormat format = FrameFormat.length(
                LengthFormat.DEFAULT.withSize(2).withHeaderSize(4).withZero(zero));
        Pipe pipe = TcpStream.pipe();
        try (TcpStream peer = pipe.client();
                FramedStream frames = FramedStream.over(pipe.server(), format)) {
            peer.writeAll(HEX.parseHex("0000abcd00001234000200006f6b00005678"));
            peer.shutdown();
            assertThat(frames.read()).asString().isEqualTo("ok");
            assertThat(frames.read()).isNull();
            frames.stream().shutdown();
            assertThat(peer.inputStream().readAllBytes()).isEqualTo(HEX.parseHex(answer));
        }
    }

    @Test
    void allocatesNothingForAnAnnouncedLength() throws Exception {
        int announced = 256 << 20;
        FrameFormat format = FrameFormat.length(LengthFormat.DEFAULT.withMax(announced));
        Pipe pipe = TcpStream.pipe();
        try (TcpStream peer = pipe.client();
                FramedStream frames = FramedStream.over(pipe.server(), format)) {
            peer.writeAll(HEX.parseHex("1000000061"));
            peer.shutdown();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            assertThatExceptionOfType(FrameException.class)
                    .isThrownBy(frames::read)
                    .satisfies(e -> assertThat(e.error()).isEqualTo(FrameError.TRUNCATED));
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isBetween(1L, announced / 16L);
        }
    }
}
