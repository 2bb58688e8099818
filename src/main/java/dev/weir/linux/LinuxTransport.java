package dev.weir.linux;

import dev.weir.stream.FairYield;
import dev.weir.stream.Half;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/** A connected socket, TCP or Unix domain, by its descriptor. */
final class LinuxTransport implements Transport {

    /** Limit in bytes for a single call: the garbage collector waits for it. */
    static final int MAX_TRANSFER = 128 * 1024;

    /** Writes between two yields without a read: a handler that only writes has to yield too. */
    private static final int WRITES_PER_YIELD = 8;

    private static final int SHUT_RD = 0;
    private static final int SHUT_WR = 1;

    private final long id = Transport.nextId();
    private final Descriptor descriptor;
    private final SocketAddress remote;
    private final SocketAddress local;
    private final LinuxInput input;
    private final LinuxOutput output;
    private final FairYield fairYield = new FairYield();

    /** Since the last yield. */
    private int writes;

    /** Whether the thread has yielded for the next read. Reading thread only. */
    private boolean yielded;

    LinuxTransport(Descriptor descriptor, SocketAddress remote, SocketAddress local) {
        this.descriptor = descriptor;
        this.remote = remote;
        this.local = local;
        this.output = new LinuxOutput(descriptor);
        this.input = new LinuxInput(descriptor, output, local instanceof InetSocketAddress);
    }

    @Override
    public long id() {
        return id;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A read after one that emptied the socket waits for the poller first. Any other yields first, as with the JDK's sockets:
     * the bytes have often arrived afterwards, and busy streams do not starve others.
     */
    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        if (destination.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
        checkUsable();
        boolean timed = timeoutNanos != NO_TIMEOUT;
        long deadline = timed ? System.nanoTime() + timeoutNanos : 0;
        beforeInput();
        yielded = false;
        return input.read(destination, timed, deadline);
    }

    @Override
    public boolean awaitInput(long timeoutNanos) throws IOException {
        checkUsable();
        boolean timed = timeoutNanos != NO_TIMEOUT;
        long deadline = timed ? System.nanoTime() + timeoutNanos : 0;
        beforeInput();
        boolean arrived = input.await(timed, deadline);
        yielded = true;
        return arrived;
    }

    /** The poller lets others run while it is asked; otherwise the thread yields. */
    private void beforeInput() {
        if (input.isDrained()) {
            writes = 0;
        } else {
            yieldOnce();
        }
    }

    @Override
    public int readArrived(ByteBuffer destination) throws IOException {
        return input.readArrived(destination);
    }

    /** Yields first, in place of the read that follows: the bytes have often arrived afterwards. */
    @Override
    public int available() {
        yieldOnce();
        return input.available();
    }

    private void yieldOnce() {
        if (!yielded) {
            writes = 0;
            fairYield.yieldToOthers();
            yielded = true;
        }
    }

    /** A closed socket, or an interrupt, is an exception at once, also if bytes have arrived, as with the JDK's channels. */
    private void checkUsable() throws IOException {
        if (!descriptor.isOpen()) {
            throw new ClosedChannelException();
        }
        if (Thread.currentThread().isInterrupted()) {
            close();
            throw new ClosedByInterruptException();
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (++writes >= WRITES_PER_YIELD) {
            writes = 0;
            fairYield.yieldToOthers();
        }
        checkUsable();
        return output.write(source);
    }

    @Override
    public void shutdown(Half half) throws IOException {
        descriptor.enter(Descriptor.USER);
        try {
            switch (half) {
                case READ -> input.shutDown();
                case WRITE -> output.shutDown();
            }
            int how = half == Half.READ ? SHUT_RD : SHUT_WR;
            int result = SocketCalls.shutdown(NativeFunction.newErrno(), descriptor.number(), how);
            if (result < 0 && result != -Errno.ENOTCONN) {
                throw Errno.exception(-result);
            }
        } finally {
            descriptor.leave(Descriptor.USER);
        }
        switch (half) {
            case READ -> input.wake();
            case WRITE -> output.wake();
        }
    }

    /**
     * Has no effect once the peer has ended its direction: no more input can turn the close that follows into a reset, and that
     * close sends the FIN itself.
     */
    @Override
    public void finish() throws IOException {
        if (!input.hasPeerFinished()) {
            shutdown(Half.WRITE);
        }
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public boolean isOpen() {
        return descriptor.isOpen();
    }

    @Override
    public void reset() throws IOException {
        try {
            descriptor.enter(Descriptor.USER);
            try {
                SocketOptions.resetOnClose(descriptor.number());
            } finally {
                descriptor.leave(Descriptor.USER);
            }
        } catch (ClosedChannelException _) {
            // Closed before.
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public String toString() {
        return StreamAddress.format(local) + " - " + StreamAddress.format(remote);
    }
}
