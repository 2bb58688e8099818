package dev.weir.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** The read direction of a connected socket. One thread reads at a time. */
final class LinuxInput {

    private final Descriptor descriptor;
    private final LinuxOutput output;
    private final boolean tcp;
    private final MemorySegment errno = NativeFunction.newErrno();

    private volatile boolean shutDown;
    private volatile boolean peerFinished;

    /** Whether the last read emptied the socket, and the events before it. */
    private boolean drained;

    private int drainedAt;

    LinuxInput(Descriptor descriptor, LinuxOutput output, boolean tcp) {
        this.descriptor = descriptor;
        this.output = output;
        this.tcp = tcp;
    }

    /**
     * Whether a read can only fail: nothing has happened since the last one emptied the socket. The end of input and urgent data
     * may have been there before it already, so that no event follows.
     */
    boolean isDrained() {
        return drained && descriptor.input().events() == drainedAt && !descriptor.isInputIrregular();
    }

    /** Waits until at least one byte is read. */
    int read(ByteBuffer destination, boolean timed, long deadline) throws IOException {
        int count = isDrained() ? -Errno.EAGAIN : receive(destination);
        while (count == -Errno.EAGAIN) {
            awaitEvent(timed, deadline);
            count = receive(destination);
        }
        return count;
    }

    /**
     * Waits until bytes have arrived. An event may tell of bytes that have been read before it came.
     *
     * @return false if only a read finds out what has happened
     */
    boolean await(boolean timed, long deadline) throws IOException {
        while (!shutDown) {
            int seen = descriptor.input().events();
            if (isDrained()) {
                awaitEvent(timed, deadline);
            } else if (available() > 0) {
                return true;
            } else if (descriptor.isInputIrregular()) {
                return false;
            } else {
                drained = true;
                drainedAt = seen;
            }
        }
        return false;
    }

    /** Reads what has arrived; 0 if that is nothing. */
    int readArrived(ByteBuffer destination) throws IOException {
        int count = receive(destination);
        return count == -Errno.EAGAIN ? 0 : count;
    }

    /**
     * A short read has emptied a TCP socket. One from a Unix domain socket also ends where descriptors were sent along, with more
     * bytes behind.
     *
     * @return bytes read; -1 at the end of input; -{@link Errno#EAGAIN} if none have arrived
     */
    private int receive(ByteBuffer destination) throws IOException {
        if (shutDown) {
            return -1;
        }
        int room = Math.min(destination.remaining(), LinuxTransport.MAX_TRANSFER);
        if (room == 0) {
            return 0;
        }
        int seen = descriptor.input().events();
        int count = recv(destination, room);
        drained = count == -Errno.EAGAIN || (count > 0 && count < room && tcp);
        drainedAt = seen;
        if (count > 0) {
            destination.position(destination.position() + count);
            return count;
        }
        if (count == 0) {
            return end();
        }
        if (count == -Errno.EAGAIN) {
            return count;
        }
        throw Errno.exception(-count);
    }

    private int recv(ByteBuffer destination, int room) throws ClosedChannelException {
        int count;
        do {
            descriptor.enter(Descriptor.USER);
            try {
                count = SocketCalls.recv(errno, descriptor.number(), MemorySegment.ofBuffer(destination), room);
            } finally {
                descriptor.leave(Descriptor.USER);
            }
        } while (count == -Errno.EINTR);
        return count;
    }

    private int end() throws IOException {
        if (!shutDown) {
            if (output.wasReset()) {
                throw Errno.exception(Errno.ECONNRESET);
            }
            peerFinished = true;
        }
        return -1;
    }

    private void awaitEvent(boolean timed, long deadline) throws IOException {
        descriptor.enter(Descriptor.USER);
        try {
            descriptor.watchInput(errno);
        } finally {
            descriptor.leave(Descriptor.USER);
        }
        if (!descriptor.input().await(drainedAt, descriptor, timed, deadline)) {
            throw new SocketTimeoutException("Read timed out");
        }
    }

    /** Bytes that can be read without waiting; 0 if unknown. */
    int available() {
        if (shutDown || isDrained()) {
            return 0;
        }
        try {
            descriptor.enter(Descriptor.USER);
            try {
                return Math.max(SocketCalls.available(errno, descriptor.number()), 0);
            } finally {
                descriptor.leave(Descriptor.USER);
            }
        } catch (ClosedChannelException _) {
            // The read that follows throws the reason.
            return 0;
        }
    }

    /** Whether the peer has ended its direction, and a read has found out. Any thread. */
    boolean hasPeerFinished() {
        return peerFinished;
    }

    /** Makes every read the end of input. A blocked read ends once {@link #wake} is called. */
    void shutDown() {
        shutDown = true;
    }

    void wake() {
        descriptor.input().signal();
    }
}
