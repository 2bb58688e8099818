package dev.weir.stream;

import org.jspecify.annotations.Nullable;

/**
 * Marks a throwable as thrown by a stream, to tell it from one of the same type that a handler's own sockets have thrown.
 *
 * <p>A stream adds it to whatever it throws, on any of its threads, as a suppressed throwable: the type and the message stay
 * what they are, wrapping keeps it, and a stack trace names the stream that failed.
 */
public final class StreamOrigin extends Throwable {

    private static final long serialVersionUID = 1L;

    /** Causes that are looked through; a chain of causes may be a circle. */
    private static final int MAX_DEPTH = 32;

    private final Throwable marked;
    private final long streamId;
    private final Half half;

    private StreamOrigin(Throwable marked, long streamId, Half half) {
        super("thrown by stream " + streamId, null, false, false);
        this.marked = marked;
        this.streamId = streamId;
        this.half = half;
    }

    /** Marks a throwable, unless it is marked already or there is no memory for the mark; returns the same throwable. */
    static <T extends Throwable> T mark(T thrown, long streamId, Half half) {
        try {
            if (direct(thrown) == null) {
                thrown.addSuppressed(new StreamOrigin(thrown, streamId, half));
            }
        } catch (OutOfMemoryError _) {
            // What was thrown matters more than where it came from.
        }
        return thrown;
    }

    /** The mark of a throwable, or of the nearest of its causes that has one; {@code null} if no stream has thrown it. */
    public static @Nullable StreamOrigin of(Throwable thrown) {
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
            StreamOrigin origin = direct(next);
            if (origin != null) {
                return origin;
            }
            next = next.getCause();
        }
        return null;
    }

    private static @Nullable StreamOrigin direct(Throwable thrown) {
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (suppressed instanceof StreamOrigin origin) {
                return origin;
            }
        }
        return null;
    }

    /** What the stream has thrown, before anybody wrapped it. */
    public Throwable marked() {
        return marked;
    }

    /** The stream's {@link TcpStream#id()}. */
    public long streamId() {
        return streamId;
    }

    /** The direction that failed; {@link Half#READ} where the whole stream was closed. */
    public Half half() {
        return half;
    }
}
