package dev.weir.stream;

/**
 * How a listener binds, and what its streams are like.
 *
 * @param backlog how many connections may wait to be accepted (listen(2)); the kernel caps it at {@code somaxconn}
 * @param reusePort SO_REUSEPORT: several processes share the port, and the kernel spreads connections over them
 * @param stream for each accepted stream
 */
public record ListenerOptions(int backlog, boolean reusePort, StreamOptions stream) {

    public static final ListenerOptions DEFAULT = new ListenerOptions(1024, false, StreamOptions.DEFAULT);

    public ListenerOptions {
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be positive: " + backlog);
        }
    }
}
