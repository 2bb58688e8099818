package dev.weir.capture;

import java.util.Locale;

/** Why a capture has ended. */
public enum CaptureEnd {
    /** All its streams have ended. */
    STREAMS_ENDED,
    /** Its time is over. */
    DURATION,
    /** The file has reached its maximum length. */
    MAX_BYTES,
    /** The memory of all captures is used up. */
    MEMORY,
    /** An operator has deleted it, or the application has stopped. */
    STOPPED,
    /** It could not be continued; the log has the exception. */
    FAILED;

    /** The name that operators see. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether packets are missing at the end, because there was no room for them. */
    public boolean isFull() {
        return this == MAX_BYTES || this == MEMORY;
    }
}
