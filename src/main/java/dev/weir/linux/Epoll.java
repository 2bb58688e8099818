package dev.weir.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An epoll(7) instance with an eventfd(2), which ends a wait. Any thread may register descriptors; one thread at a time takes
 * events. Lives as long as the process.
 */
final class Epoll {

    private static final int MAX_EVENTS = 256;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.nativeOrder());

    /** {@code struct epoll_event} is packed on x86-64 only. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int DATA = PACKED ? 4 : 8;

    /** In place of a descriptor's number: the eventfd. */
    private static final int WAKE_UP = -1;

    private final int number;
    private final int eventfd;
    private final DescriptorTable table;
    private final MemorySegment events = Arena.global().allocate((long) MAX_EVENTS * EVENT_SIZE, Long.BYTES);
    private final MemorySegment errno = Arena.global().allocate(ValueLayout.JAVA_INT);

    private Epoll(int number, int eventfd, DescriptorTable table) {
        this.number = number;
        this.eventfd = eventfd;
        this.table = table;
    }

    /** @param table where the descriptors are found whose events are taken */
    static Epoll open(DescriptorTable table) throws IOException {
        MemorySegment errno = NativeFunction.newErrno();
        int number = EpollCalls.epollCreate(errno);
        if (number < 0) {
            throw Errno.exception(-number);
        }
        int eventfd = EpollCalls.eventfd(errno);
        try {
            if (eventfd < 0) {
                throw Errno.exception(-eventfd);
            }
            var epoll = new Epoll(number, eventfd, table);
            // Edge-triggered: each signal is an event, and the count need not be read.
            epoll.control(
                    errno, EpollCalls.EPOLL_CTL_ADD, eventfd, EpollCalls.EPOLLIN | EpollCalls.EPOLLET, WAKE_UP, 0);
            return epoll;
        } catch (IOException | RuntimeException | Error e) {
            int _ = SocketCalls.close(errno, number);
            int _ = SocketCalls.close(errno, eventfd);
            throw e;
        }
    }

    /** Watches a descriptor. An event that was there before comes at once. */
    void add(MemorySegment errno, Descriptor descriptor, int interest) throws IOException {
        control(
                errno,
                EpollCalls.EPOLL_CTL_ADD,
                descriptor.number(),
                interest,
                descriptor.number(),
                descriptor.generation());
    }

    /** Watches for other events. One that is there comes at once. */
    void modify(MemorySegment errno, Descriptor descriptor, int interest) throws IOException {
        control(
                errno,
                EpollCalls.EPOLL_CTL_MOD,
                descriptor.number(),
                interest,
                descriptor.number(),
                descriptor.generation());
    }

    private void control(MemorySegment errno, int operation, int fd, int interest, int name, int generation)
            throws IOException {
        MemorySegment event = MemorySegment.ofArray(new int[4]);
        event.set(INT, 0, interest);
        event.set(INT, DATA, name);
        event.set(INT, DATA + 4L, generation);
        int result = EpollCalls.epollControl(errno, number, operation, fd, event);
        if (result < 0) {
            throw Errno.exception(-result);
        }
    }

    /** Ends a wait, or the next one. Any thread. */
    void signal() {
        int _ = EpollCalls.signal(NativeFunction.newErrno(), eventfd);
    }

    /** Takes events without waiting, and delivers them; returns whether there were any. */
    boolean deliverNow() {
        return deliver(EpollCalls.epollNow(errno, number, events, MAX_EVENTS));
    }

    /** Waits in the kernel for events, and delivers them; returns whether there were any. */
    boolean deliverWithin(int millis) {
        return deliver(EpollCalls.epollWait(errno, number, events, MAX_EVENTS, millis));
    }

    /** Waits in the kernel, without a limit, until there are events, and takes none. */
    void awaitEvents() {
        int _ = EpollCalls.pollInput(number);
    }

    private boolean deliver(int count) {
        for (int i = 0; i < count; i++) {
            long at = (long) i * EVENT_SIZE;
            int name = events.get(INT, at + DATA);
            Descriptor descriptor = name == WAKE_UP ? null : table.find(name, events.get(INT, at + DATA + 4));
            if (descriptor != null) {
                deliver(descriptor, events.get(INT, at));
            }
        }
        return count > 0;
    }

    /** Edge-triggered, an event comes once: it is delivered even if waking a thread fails at first for lack of memory. */
    private static void deliver(Descriptor descriptor, int ready) {
        boolean delivered = false;
        while (!delivered) {
            try {
                descriptor.ready(ready);
                delivered = true;
            } catch (Throwable _) {
                letOthersFreeMemory();
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // They may need this carrier.
    private static void letOthersFreeMemory() {
        try {
            Thread.yield();
        } catch (Throwable _) {
            Thread.onSpinWait();
        }
    }
}
