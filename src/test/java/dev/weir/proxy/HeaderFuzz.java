package dev.weir.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.weir.proxy.HeaderParser.Result;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Searches for input that breaks the parser; run by the profile {@code fuzz}. */
class HeaderFuzz {

    @FuzzTest(maxDuration = "2m")
    void anyBytesAreReadRefusedOrPassedOn(byte[] bytes) {
        judge(bytes);
    }

    /** A header is complete at its last byte, whatever follows, and partial at every shorter length; any can be passed on. */
    static void judge(byte[] bytes) {
        try {
            Result result = HeaderParser.parse(ByteBuffer.wrap(bytes));
            if (result instanceof Result.Complete(ProxyHeader header, int length)) {
                assertThat(length).isBetween(15, Math.min(bytes.length, HeaderParser.MAX_LENGTH));
                assertThat(HeaderParser.parse(ByteBuffer.wrap(bytes, 0, length)))
                        .isEqualTo(new Result.Complete(header, length));
                assertThat(HeaderParser.parse(ByteBuffer.wrap(Arrays.copyOf(bytes, length - 1))))
                        .isInstanceOf(Result.Partial.class);
                ByteBuffer sent = header.encode();
                assertThat(HeaderParser.parse(sent)).isInstanceOfSatisfying(Result.Complete.class, complete -> {
                    assertThat(complete.length()).isEqualTo(sent.remaining());
                    assertThat(complete.header().encode()).isEqualTo(sent);
                });
            }
        } catch (ProxyProtocolException e) {
            assertThat(e).hasMessageMatching("[ -~]{10,120}");
        }
    }
}
