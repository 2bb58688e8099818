package dev.weir.capture;

import java.util.concurrent.atomic.AtomicLong;

/** The memory that all captures share. Any thread. */
final class CaptureMemory {

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    /** @param limit in bytes */
    CaptureMemory(long limit) {
        this.limit = limit;
    }

    /** Takes memory, if there is that much left. */
    boolean tryTake(int bytes) {
        if (used.addAndGet(bytes) <= limit) {
            return true;
        }
        giveBack(bytes);
        return false;
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    long limit() {
        return limit;
    }

    /** Bytes in use. */
    long used() {
        return used.get();
    }
}
