package dev.weir.stream;

/**
 * Options of a listener and of its streams.
 *
 * @param backlog limit for connections that wait to be accepted (listen(2)), capped by the kernel at {@code somaxconn};
 *     default 1024
 * @param reusePort SO_REUSEPORT: several processes share the port, and the kernel distributes connections among them;
 *     default false
 * @param stream options of accepted streams; default {@link StreamOptions#DEFAULT}
 */
public record ListenerOptions(int backlog, boolean reusePort, StreamOptions stream) {

    public static final ListenerOptions DEFAULT = new ListenerOptions(1024, false, StreamOptions.DEFAULT);

    public ListenerOptions {
        if (backlog < 1) {
            throw new IllegalArgumentException("backlog must be positive: " + backlog);
        }
    }
}
