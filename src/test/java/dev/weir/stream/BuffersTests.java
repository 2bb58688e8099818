package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BuffersTests {

    private final ByteBuffer source = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}, 1, 3);

    @Test
    void copiesTheContentIntoABufferOfItsSize() {
        ByteBuffer copy = Buffers.copyOf(source);
        assertThat(copy).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4}));
        assertThat(copy.capacity()).isEqualTo(3);
        assertThat(source.position()).isEqualTo(1);
    }

    @Test
    void enlargesABufferAroundTheContent() {
        ByteBuffer larger = Buffers.enlarge(source, 8);
        assertThat(larger).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4}));
        assertThat(larger.capacity()).isEqualTo(8);
    }

    @Test
    void copiesAsMuchAsFits() {
        ByteBuffer destination = ByteBuffer.allocateDirect(2);
        assertThat(Buffers.copy(source, destination)).isEqualTo(2);
        assertThat(destination.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
        assertThat(source.remaining()).isEqualTo(3);
    }

    @Test
    void movesAsMuchAsThereIs() {
        ByteBuffer destination = ByteBuffer.allocate(8);
        assertThat(Buffers.move(source, destination)).isEqualTo(3);
        assertThat(destination.position()).isEqualTo(3);
        assertThat(source.hasRemaining()).isFalse();
    }
}
