package dev.weir.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A semaphore for which threads wait in the kernel (eventfd(2), {@code EFD_SEMAPHORE}): a virtual thread that waits keeps its
 * carrier from running others.
 *
 * <p>Use it only where {@link LinuxSockets#unavailability()} is {@code null}. It is open as long as the process, because a thread
 * may wait on its descriptor at any time. Any thread.
 */
public final class KernelSemaphore {

    private final int eventfd;

    private KernelSemaphore(int eventfd) {
        this.eventfd = eventfd;
    }

    /**
     * Opens a semaphore without permits.
     *
     * @throws IOException if the process has no descriptor left
     */
    public static KernelSemaphore open() throws IOException {
        int eventfd = EpollCalls.eventfdSemaphore(NativeFunction.newErrno());
        if (eventfd < 0) {
            throw Errno.exception(-eventfd);
        }
        return new KernelSemaphore(eventfd);
    }

    /** Waits for a permit and takes it. Neither an interrupt nor a signal ends the wait. */
    public void acquire() {
        int result;
        do {
            result = EpollCalls.awaitCount(eventfd);
        } while (result == -Errno.EINTR);
    }

    /** Adds permits, each of which ends the wait of one thread. */
    public void release(int permits) {
        MemorySegment errno = NativeFunction.newErrno();
        int _ = EpollCalls.add(errno, eventfd, permits);
    }
}
