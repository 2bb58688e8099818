package dev.weir.frame;

import java.nio.ByteBuffer;
import java.util.stream.Stream;

/** Refuses payloads that would be read as something else than one frame, between the delimiters around it. */
final class DelimiterGuard {

    private final Delimiters delimiters;
    /** Those of the preceding delimiters that are the beginning of a longer one. */
    private final byte[][] beginnings;

    /** @param preceding delimiters that may have been written before a payload */
    DelimiterGuard(Delimiters delimiters, byte[][] preceding) {
        this.delimiters = delimiters;
        this.beginnings = Stream.of(preceding)
                .filter(each -> delimiters.isLongerPossible(ByteBuffer.wrap(each), 0))
                .toArray(byte[][]::new);
    }

    void check(ByteBuffer payload, ByteBuffer end) {
        if (delimiters.indexOf(payload, 0) < payload.remaining()) {
            throw new IllegalArgumentException("a payload must not contain a delimiter");
        }
        if (delimiters.longest() > 1 && (overlapsEnd(payload, end) || lengthensPreceding(payload, end))) {
            throw new IllegalArgumentException("a payload must not make up a delimiter with the delimiters around it");
        }
    }

    /** Whether a delimiter begins in the payload and reaches into the end. */
    private boolean overlapsEnd(ByteBuffer payload, ByteBuffer end) {
        int tail = Math.min(payload.remaining(), delimiters.longest() - 1);
        ByteBuffer edge = ByteBuffer.allocate(tail + end.remaining())
                .put(payload.slice(payload.limit() - tail, tail))
                .put(end.duplicate())
                .flip();
        return delimiters.indexOf(edge, 0) < tail;
    }

    /** Whether a delimiter before the payload would be taken for a longer one. */
    private boolean lengthensPreceding(ByteBuffer payload, ByteBuffer end) {
        int head = Math.min(payload.remaining(), delimiters.longest() - 1);
        for (byte[] each : beginnings) {
            ByteBuffer edge = ByteBuffer.allocate(each.length + head + end.remaining())
                    .put(each)
                    .put(payload.slice(payload.position(), head))
                    .put(end.duplicate())
                    .flip();
            if (delimiters.lengthAt(edge, 0) > each.length) {
                return true;
            }
        }
        return false;
    }
}
