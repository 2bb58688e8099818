package dev.weir.server;

import java.io.IOException;

/** Thrown when a listener cannot be bound. */
public final class ListenerStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String listener;
    private final String address;

    ListenerStartException(ListenerDefinition definition, IOException cause) {
        super(
                "listener " + definition.name() + " could not bind " + definition.address() + ": " + cause.getMessage(),
                cause);
        this.listener = definition.name();
        this.address = definition.address().toString();
    }

    public String listener() {
        return listener;
    }

    public String address() {
        return address;
    }
}
