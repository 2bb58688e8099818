package dev.weir.test;

import dev.weir.server.ListenerBinder;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportSource;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Binds server sockets whose accepted connections have the faults that their clients want. */
final class FaultyListeners implements ListenerBinder {

    private final Set<String> bound = ConcurrentHashMap.newKeySet();
    private final Map<SocketAddress, Faults> wanted = new ConcurrentHashMap<>();

    /** Held while a client connects: its connection may be accepted before the client knows its own address. */
    private final ReentrantLock connecting = new ReentrantLock();

    @Override
    public TransportSource bind(ListenerDefinition definition) throws IOException {
        bound.add(definition.name());
        return new Source(ListenerBinder.SOCKETS.bind(definition));
    }

    /** @throws IllegalStateException if the application binds the listener in its own way */
    Transport connect(String listener, String address, Faults faults) throws IOException {
        if (!bound.contains(listener)) {
            throw new IllegalStateException(
                    "Connections with faults need the test's own ListenerBinder, but another bean"
                            + " has bound listener '" + listener
                            + "'. Use TestTransport.MEMORY, or apply the faults in that bean"
                            + " with Faults.applyTo.");
        }
        connecting.lock();
        try {
            Transport client = Transport.connect(address, StreamOptions.DEFAULT);
            wanted.put(client.localAddress(), faults);
            return client;
        } finally {
            connecting.unlock();
        }
    }

    private Transport accepted(Transport transport) {
        connecting.lock();
        try {
            Faults faults = wanted.remove(transport.remoteAddress());
            return faults == null ? transport : faults.applyTo(transport);
        } finally {
            connecting.unlock();
        }
    }

    private final class Source implements TransportSource {

        private final TransportSource sockets;

        private Source(TransportSource sockets) {
            this.sockets = sockets;
        }

        @Override
        public Transport acceptTransport() throws IOException {
            return accepted(sockets.acceptTransport());
        }

        @Override
        public SocketAddress localAddress() {
            return sockets.localAddress();
        }

        @Override
        public boolean isOpen() {
            return sockets.isOpen();
        }

        @Override
        public void closeWhenAccepted() throws IOException {
            sockets.closeWhenAccepted();
        }

        @Override
        public void close() throws IOException {
            sockets.close();
        }

        @Override
        public String toString() {
            return sockets.toString();
        }
    }
}
