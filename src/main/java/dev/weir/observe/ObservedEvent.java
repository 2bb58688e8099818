package dev.weir.observe;

/** The events of a connection; one for each method of {@link ConnectionObserver} that announces one. */
public enum ObservedEvent {
    OPENED,
    HANDSHAKE_DONE,
    FIRST_BYTE,
    SHUT_DOWN,
    HANDLER_FAILED,
    CLOSED
}
