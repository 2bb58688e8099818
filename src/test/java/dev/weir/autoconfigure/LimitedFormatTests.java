package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSink;
import dev.weir.test.FrameFormatVerifier;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LimitedFormatTests {

    private final FrameFormat mllp = new LimitedFormat(FrameFormat.mllp(100), 10);

    static Stream<Method> methods() {
        return Arrays.stream(FrameFormat.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()));
    }

    /** A default method that is not passed on would take a format's own meaning away. */
    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodIsPassedOn(Method method) throws NoSuchMethodException {
        assertThat(LimitedFormat.class
                        .getMethod(method.getName(), method.getParameterTypes())
                        .getDeclaringClass())
                .isEqualTo(LimitedFormat.class);
    }

    @Test
    void noiseIsNoBeginningOfAFrame() {
        ByteBuffer noise = ByteBuffer.wrap("\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(mllp.hasBegun(noise)).isFalse();
    }

    @Test
    void isVerifiedWithTheLowerMaximum() {
        FrameFormatVerifier.of(mllp).example("\u000bMSH|\u001c\r", "MSH|").verify();
        assertThatIllegalArgumentException().isThrownBy(() -> mllp.wrap(ByteBuffer.allocate(11), new DiscardingSink()));
    }

    private static final class DiscardingSink implements FrameSink {

        @Override
        public void put(int value) {}

        @Override
        public void put(ByteBuffer bytes) {}
    }
}
