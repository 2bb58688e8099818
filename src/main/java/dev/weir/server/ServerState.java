package dev.weir.server;

import java.net.SocketAddress;

/** Where a listener stands in its life. */
public sealed interface ServerState {

    /** The word for it that operators see. */
    String label();

    /** Nothing is bound. */
    record Stopped() implements ServerState {
        @Override
        public String label() {
            return "stopped";
        }
    }

    /**
     * Connections are accepted.
     *
     * @param address with the real port
     */
    record Listening(SocketAddress address) implements ServerState {
        @Override
        public String label() {
            return "listening";
        }
    }
}
