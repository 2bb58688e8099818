package dev.weir.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSearchTests {

    /** Bytes that differ from the wanted one by the lowest or the highest bit, or by a borrow, are around it. */
    @ParameterizedTest
    @ValueSource(bytes = {0, 1, '\n', '\r', 0x7f, (byte) 0x80, (byte) 0x81, (byte) 0xff})
    void findsTheFirstOfEachByteAtEachPlace(byte wanted) {
        byte[] others = {(byte) (wanted + 1), (byte) (wanted - 1), (byte) (wanted ^ 0x80), (byte) (wanted ^ 1)};
        var random = new Random(wanted);
        for (int length = 0; length < 40; length++) {
            for (int place = 0; place <= length; place++) {
                byte[] bytes = new byte[length];
                for (int i = 0; i < length; i++) {
                    bytes[i] = i == place || (i > place && random.nextBoolean())
                            ? wanted
                            : others[random.nextInt(others.length)];
                }
                int expected = place == length ? -1 : place;
                for (ByteBuffer buffer : buffers(bytes)) {
                    int position = buffer.position();
                    assertThat(ByteSearch.indexOf(buffer, 0, wanted)).isEqualTo(expected);
                    assertThat(ByteSearch.indexOf(buffer, Math.min(place, length), wanted))
                            .isEqualTo(expected);
                    assertThat(buffer.position()).isEqualTo(position);
                    assertThat(buffer.remaining()).isEqualTo(length);
                }
            }
        }
    }

    /** Buffers with this content, in the middle of others' bytes. */
    private static ByteBuffer[] buffers(byte[] content) {
        ByteBuffer heap = ByteBuffer.allocate(content.length + 20).put(5, content);
        ByteBuffer direct = ByteBuffer.allocateDirect(content.length + 20).put(5, content);
        return new ByteBuffer[] {
            heap.slice(5, content.length),
            between(heap.duplicate(), content.length),
            between(heap.duplicate().asReadOnlyBuffer(), content.length).order(ByteOrder.LITTLE_ENDIAN),
            between(direct, content.length)
        };
    }

    private static ByteBuffer between(ByteBuffer buffer, int length) {
        return buffer.limit(5 + length).position(5);
    }

    @Test
    void doesNotLookBeyondTheLimitOrBeforeTheStart() {
        ByteBuffer buffer = ByteBuffer.wrap("\n\nabcdefghij\n\n".getBytes(US_ASCII));
        buffer.position(1).limit(12);
        assertThat(ByteSearch.indexOf(buffer, 0, (byte) '\n')).isZero();
        assertThat(ByteSearch.indexOf(buffer, 1, (byte) '\n')).isEqualTo(-1);
        assertThat(ByteSearch.indexOf(buffer, 11, (byte) '\n')).isEqualTo(-1);
    }
}
