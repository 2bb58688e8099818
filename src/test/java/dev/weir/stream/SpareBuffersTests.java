package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpareBuffersTests {

    @Test
    void aKeptBufferIsTakenAgainEmpty() {
        var spares = new SpareBuffers(10, 2);
        ByteBuffer buffer = spares.take();
        spares.keep(buffer.put(new byte[4]).flip());
        assertThat(spares.take()).isSameAs(buffer);
        assertThat(buffer.position()).isZero();
        assertThat(buffer.limit()).isEqualTo(10);
    }

    @Test
    void thereIsAlwaysABufferAndOnlySomeAreKept() {
        var spares = new SpareBuffers(10, 2);
        Set<ByteBuffer> first = Collections.newSetFromMap(new IdentityHashMap<>());
        Collections.addAll(first, spares.take(), spares.take(), spares.take());
        first.forEach(spares::keep);
        List<ByteBuffer> second = List.of(spares.take(), spares.take(), spares.take());
        assertThat(second).allMatch(buffer -> buffer.capacity() == 10);
        assertThat(second.stream().filter(first::contains)).hasSize(2);
    }

    @Test
    void keepsNoBufferOfAnotherSize() {
        var spares = new SpareBuffers(10, 1);
        spares.keep(ByteBuffer.allocate(11));
        assertThat(spares.take().capacity()).isEqualTo(10);
    }

    /** Each user writes its mark into the buffer and must find it before it returns the buffer. */
    @Test
    void aBufferHasOneUserAtATime() throws Exception {
        var spares = new SpareBuffers(Integer.BYTES, 4);
        var users = new ArrayList<Background<Void>>();
        for (int i = 0; i < 16; i++) {
            int mark = i;
            users.add(Background.run(() -> {
                for (int turn = 0; turn < 5_000; turn++) {
                    ByteBuffer buffer = spares.take().putInt(0, mark);
                    Thread.onSpinWait();
                    assertThat(buffer.getInt(0)).isEqualTo(mark);
                    spares.keep(buffer);
                }
            }));
        }
        for (Background<Void> user : users) {
            user.get();
        }
    }
}
