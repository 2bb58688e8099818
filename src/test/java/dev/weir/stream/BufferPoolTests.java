package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BufferPoolTests {

    @Test
    void allocatesNoMoreThanItsMaximum() {
        var pool = new BufferPool(10, 3, ByteBuffer::allocate);
        Set<ByteBuffer> borrowed = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 3; i++) {
            borrowed.add(pool.borrow());
        }
        assertThat(borrowed).hasSize(3).doesNotContainNull();
        assertThat(pool.borrow()).isNull();
    }

    @Test
    void aReleasedBufferIsLentAgainEmpty() {
        var pool = new BufferPool(10, 1, ByteBuffer::allocate);
        ByteBuffer buffer = pool.borrow();
        assertThat(buffer).isNotNull();
        pool.release(buffer.put(new byte[4]).flip());
        assertThat(pool.borrow()).isSameAs(buffer);
        assertThat(buffer.position()).isZero();
        assertThat(buffer.limit()).isEqualTo(10);
    }

    @Test
    void keepsNoneOfAnotherSizeAndNoMoreThanItsMaximum() {
        var pool = new BufferPool(10, 1, ByteBuffer::allocate);
        ByteBuffer buffer = pool.borrow();
        pool.release(ByteBuffer.allocate(11));
        assertThat(pool.borrow()).isNull();
        pool.release(buffer);
        pool.release(ByteBuffer.allocate(10));
        assertThat(pool.borrow()).isSameAs(buffer);
        assertThat(pool.borrow()).isNull();
    }

    @Test
    void withoutMemoryThereIsNoBuffer() {
        var pool = new BufferPool(10, 1, _ -> {
            throw new OutOfMemoryError("Cannot reserve direct buffer memory");
        });
        assertThat(pool.borrow()).isNull();
        assertThat(pool.borrow()).isNull();
    }

    @Test
    void aLackOfMemoryDoesNotLast() {
        var lack = new AtomicBoolean(true);
        var pool = new BufferPool(10, 1, size -> {
            if (lack.get()) {
                throw new OutOfMemoryError("Cannot reserve direct buffer memory");
            }
            return ByteBuffer.allocate(size);
        });
        assertThat(pool.borrow()).isNull();
        lack.set(false);
        assertThat(pool.borrow()).isNotNull();
    }

    /** A buffer that another thread has used just before is in the processor's cache. */
    @Test
    void threadsBorrowOneAfterAnotherNoMoreBuffersThanThereAreProcessors() throws Exception {
        var pool = new BufferPool(10, 64, ByteBuffer::allocate);
        Set<ByteBuffer> borrowed = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 200; i++) {
            borrowed.add(Background.call(() -> {
                        ByteBuffer buffer = pool.borrow();
                        pool.release(buffer);
                        return buffer;
                    })
                    .get());
        }
        assertThat(borrowed).hasSizeLessThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    }

    /** Each borrower writes its mark into the buffer and must find it before the release. */
    @Test
    void aBufferHasOneBorrowerAtATime() throws Exception {
        var pool = new BufferPool(Integer.BYTES, 4, ByteBuffer::allocate);
        var borrowers = new HashSet<Background<Void>>();
        for (int i = 0; i < 16; i++) {
            int mark = i;
            borrowers.add(Background.run(() -> {
                for (int turn = 0; turn < 5_000; turn++) {
                    ByteBuffer buffer = pool.borrow();
                    if (buffer != null) {
                        buffer.putInt(0, mark);
                        Thread.onSpinWait();
                        assertThat(buffer.getInt(0)).isEqualTo(mark);
                        pool.release(buffer);
                    }
                }
            }));
        }
        for (Background<Void> borrower : borrowers) {
            borrower.get();
        }
    }
}
