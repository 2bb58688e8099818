package dev.weir.frame;

import java.nio.ByteBuffer;

/** Refuses payloads that would be read as something else than one frame. */
final class DelimiterGuard {

    private final Delimiters delimiters;
    private final Remainders remainders;

    /** @param delimiters those that end frames, and the one that is written */
    DelimiterGuard(Delimiters delimiters, Remainders remainders) {
        this.delimiters = delimiters;
        this.remainders = remainders;
    }

    /** Checks a payload without its delimiter, and the delimiter that follows it. */
    void check(ByteBuffer payload, ByteBuffer end) {
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate(length + end.remaining())
                .put(payload.duplicate())
                .put(end.duplicate())
                .flip();
        int first = delimiters.endOfFirst(frame, 0);
        if (first - delimiters.lengthBefore(frame, first) != length) {
            throw new IllegalArgumentException(
                    "a payload must not contain a delimiter, or make one up with the delimiter that follows it");
        }
        if (remainders.lengthAt(frame, 0) > 0 || remainders.isPossibleAt(frame, 0)) {
            throw new IllegalArgumentException("a payload must not begin with the rest of a longer delimiter");
        }
    }
}
