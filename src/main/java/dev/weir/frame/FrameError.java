package dev.weir.frame;

/** Why a frame was rejected. */
public enum FrameError {
    /** It is longer than the maximum. */
    TOO_LARGE,
    /** Its marks or its length are not what the format requires. */
    MALFORMED,
    /** The peer ended its direction in the middle of it. */
    TRUNCATED,
    /** It did not arrive in time. */
    TIMEOUT,
    /** Its check value is wrong. */
    CHECK,
    /** Its payload cannot be decoded. */
    CHARSET
}
