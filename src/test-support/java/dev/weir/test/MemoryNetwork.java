package dev.weir.test;

import dev.weir.server.ListenerBinder;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportSource;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The listeners of an application whose connections are in memory, by name. */
final class MemoryNetwork implements ListenerBinder {

    private final Map<String, MemoryListener> listeners = new ConcurrentHashMap<>();

    @Override
    public TransportSource bind(ListenerDefinition definition) throws IOException {
        var listener = new MemoryListener(definition.name(), listeners::remove);
        if (listeners.putIfAbsent(definition.name(), listener) != null) {
            throw new BindException("listener " + definition.name() + " is bound already");
        }
        return listener;
    }

    @Override
    public boolean usesSockets() {
        return false;
    }

    @Override
    public String transport() {
        return "memory";
    }

    /** @throws ConnectException if the listener is not bound */
    Transport connect(String listener, Faults faults) throws IOException {
        MemoryListener bound = listeners.get(listener);
        if (bound == null) {
            throw new ConnectException("Connection refused: listener " + listener + " is not started");
        }
        return bound.connect(faults);
    }
}
