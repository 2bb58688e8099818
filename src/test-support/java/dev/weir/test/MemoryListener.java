package dev.weir.test;

import dev.weir.stream.Transport;
import dev.weir.stream.TransportPipe;
import dev.weir.stream.TransportSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * A listener in memory. A client's address is one of 127.0.0.1, with a port of its own, so that limits and logs work as with
 * sockets. A connection waits here until it is accepted, as in a server socket's backlog; closing resets those that wait.
 */
final class MemoryListener implements TransportSource {

    private static final int FIRST_CLIENT_PORT = 49_152;
    private static final int CLIENT_PORTS = 16_384;
    private static final AtomicInteger NEXT_CLIENT = new AtomicInteger();

    private final String name;
    private final BiConsumer<String, MemoryListener> unbind;
    private final Queue<Transport> backlog = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean open = true;
    private boolean finishing;

    /** An address that is no port, and shows as {@code memory:<listener>}. */
    private static final class Address extends SocketAddress {

        private static final long serialVersionUID = 1L;

        private final String name;

        private Address(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return "memory:" + name;
        }
    }

    /** @param unbind called once when the listener is closed */
    MemoryListener(String name, BiConsumer<String, MemoryListener> unbind) {
        this.name = name;
        this.unbind = unbind;
    }

    /** Connects a client, and returns its end; the other end has the faults. */
    Transport connect(Faults faults) throws ConnectException {
        TransportPipe pipe = Transport.pipe();
        var client = new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                FIRST_CLIENT_PORT + Math.floorMod(NEXT_CLIENT.getAndIncrement(), CLIENT_PORTS));
        lock.lock();
        try {
            if (!open || finishing) {
                throw new ConnectException("Connection refused: listener " + name + " is closed");
            }
            backlog.add(faults.applyTo(new MemoryTransport(pipe.server(), localAddress(), client)));
            changed.signal();
        } finally {
            lock.unlock();
        }
        return new MemoryTransport(pipe.client(), client, localAddress());
    }

    @Override
    public Transport acceptTransport() throws IOException {
        lock.lock();
        try {
            while (open && backlog.isEmpty() && !finishing) {
                changed.awaitUninterruptibly();
            }
            if (backlog.isEmpty()) {
                close();
                throw new AsynchronousCloseException();
            }
            return backlog.remove();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SocketAddress localAddress() {
        return new Address(name);
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void closeWhenAccepted() {
        lock.lock();
        try {
            finishing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            open = false;
            changed.signalAll();
            for (Transport waiting : backlog) {
                waiting.reset();
            }
            backlog.clear();
        } finally {
            lock.unlock();
        }
        unbind.accept(name, this);
    }

    @Override
    public String toString() {
        return localAddress().toString();
    }
}
