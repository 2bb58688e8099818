package dev.weir.stream;

import java.nio.ByteBuffer;

/** Operations on buffers whose content is between position and limit. */
public final class Buffers {

    /** A buffer without capacity: the start of one that is allocated when it is needed. */
    public static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private Buffers() {}

    /** Returns a new heap buffer with a copy of the content and no more capacity than that; the source does not change. */
    public static ByteBuffer copyOf(ByteBuffer source) {
        return enlarge(source, source.remaining());
    }

    /**
     * Returns a new heap buffer with a copy of the content; the source does not change.
     *
     * @param capacity bytes, at least as many as the content has
     */
    public static ByteBuffer enlarge(ByteBuffer source, int capacity) {
        int count = source.remaining();
        return ByteBuffer.allocate(capacity)
                .put(0, source, source.position(), count)
                .limit(count);
    }

    /**
     * Copies as much as both have room for, and moves the destination's position only.
     *
     * @return bytes copied
     */
    public static int copy(ByteBuffer source, ByteBuffer destination) {
        int count = Math.min(destination.remaining(), source.remaining());
        destination.put(destination.position(), source, source.position(), count);
        destination.position(destination.position() + count);
        return count;
    }

    /**
     * Copies as much as both have room for, and moves both positions.
     *
     * @return bytes moved
     */
    public static int move(ByteBuffer source, ByteBuffer destination) {
        int count = copy(source, destination);
        source.position(source.position() + count);
        return count;
    }
}
