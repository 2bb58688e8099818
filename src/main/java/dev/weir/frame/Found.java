package dev.weir.frame;

/** What a {@link FrameFormat} has found at the beginning of the received bytes. Positions count from there. */
public sealed interface Found {

    /**
     * The frame is not complete.
     *
     * @param scanned number of bytes that need not be examined again; passed to the next call
     * @param atLeast number of bytes that a further call needs at least; more than have been received
     */
    record Incomplete(int scanned, int atLeast) implements Found {

        public Incomplete {
            if (scanned < 0) {
                throw new IllegalArgumentException("scanned must not be negative: " + scanned);
            }
        }
    }

    /**
     * A frame is complete.
     *
     * @param start where the payload begins
     * @param length length of the payload in bytes
     * @param total number of bytes that the frame takes, with its marks and whatever precedes and follows them
     */
    record Frame(int start, int length, int total) implements Found {

        public Frame {
            if (start < 0 || length < 0 || total < 1 || total - start < length) {
                throw new IllegalArgumentException(
                        "a frame of " + total + " bytes has no payload of " + length + " bytes at " + start);
            }
        }
    }

    /**
     * Bytes that are no frame, such as a poll of length zero.
     *
     * @param skip number of bytes, positive
     */
    record Nothing(int skip) implements Found {

        public Nothing {
            if (skip < 1) {
                throw new IllegalArgumentException("skip must be positive: " + skip);
            }
        }
    }
}
