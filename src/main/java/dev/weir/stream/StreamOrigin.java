package dev.weir.stream;

import org.jspecify.annotations.Nullable;

/**
 * Marks a throwable as thrown by a stream, to distinguish it from one of the same type thrown by a handler's own sockets.
 *
 * <p>A stream adds the mark to everything that it throws, on any thread, as a suppressed throwable: type and message of the
 * throwable do not change, the mark survives wrapping, and a stack trace names the stream that failed.
 */
public final class StreamOrigin extends Throwable {

    private static final long serialVersionUID = 1L;

    /** Limit for the number of causes to examine: a chain of causes may be circular. */
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

    /** Marks a throwable that has no mark yet, if memory allows; returns the throwable. */
    static <T extends Throwable> T mark(T thrown, long streamId, Half half) {
        try {
            if (direct(thrown) == null) {
                thrown.addSuppressed(new StreamOrigin(thrown, streamId, half));
            }
        } catch (OutOfMemoryError _) {
            // The throwable itself matters more than its mark.
        }
        return thrown;
    }

    /** Returns the mark of a throwable, or of its nearest cause with a mark; {@code null} if no stream has thrown it. */
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

    /** The throwable as the stream has thrown it, without wrappers. */
    public Throwable marked() {
        return marked;
    }

    /** The stream's {@link TcpStream#id()}. */
    public long streamId() {
        return streamId;
    }

    /** The direction that failed; {@link Half#READ} if the whole stream was closed. */
    public Half half() {
        return half;
    }
}
