package dev.weir.linux;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** The write direction of a connected socket. One thread writes at a time. */
final class LinuxOutput {

    private final Descriptor descriptor;
    private final MemorySegment errno = NativeFunction.newErrno();

    private volatile boolean shutDown;

    /** Whether a write has failed because the peer reset the connection. */
    private volatile boolean reset;

    LinuxOutput(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Waits until at least one byte is written. */
    int write(ByteBuffer source) throws IOException {
        int seen = descriptor.output().events();
        int count = send(source);
        while (count == -Errno.EAGAIN) {
            boolean _ = descriptor.output().await(seen, descriptor, false, 0);
            seen = descriptor.output().events();
            count = send(source);
        }
        return count;
    }

    /** @return bytes written; -{@link Errno#EAGAIN} if none could be, and then the output is watched */
    private int send(ByteBuffer source) throws IOException {
        int length = Math.min(source.remaining(), LinuxTransport.MAX_TRANSFER);
        int count;
        do {
            if (shutDown) {
                throw new ClosedChannelException();
            }
            descriptor.enter(Descriptor.WRITER);
            try {
                count = SocketCalls.send(errno, descriptor.number(), MemorySegment.ofBuffer(source), length);
                if (count == -Errno.ECONNRESET) {
                    reset = true;
                } else if (count == -Errno.EAGAIN) {
                    descriptor.watchOutput(errno);
                }
            } finally {
                descriptor.leave(Descriptor.WRITER);
            }
        } while (count == -Errno.EINTR);
        if (count >= 0) {
            source.position(source.position() + count);
        } else if (count != -Errno.EAGAIN) {
            throw Errno.exception(-count);
        }
        return count;
    }

    /** Lets no more bytes be written. A blocked write ends once {@link #wake} is called. */
    void shutDown() {
        shutDown = true;
    }

    void wake() {
        descriptor.output().signal();
    }

    /**
     * Whether a write has failed with a reset, or is about to. The kernel reports a reset once, to the thread that reads or to the
     * one that writes; the other one gets the end of input. Any thread.
     */
    @SuppressWarnings("ThreadPriorityCheck") // The call takes microseconds, but its thread may want this processor.
    boolean wasReset() {
        while (descriptor.isWriting()) {
            Thread.yield();
        }
        return reset;
    }
}
