package dev.weir.actuate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.weir.observe.Labelled;
import org.jspecify.annotations.Nullable;

/**
 * Something an operator should look at.
 *
 * @param kind what it is about
 * @param listener the listener it is about; {@code null}, and left out, for the whole process
 * @param stream a stream to look at first; {@code null}, and left out, if it is not about streams
 * @param text one sentence
 */
record Warning(
        Kind kind,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String listener,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long stream,
        String text) {

    /** The kinds, the most urgent first. */
    enum Kind implements Labelled {
        NOT_READY,
        PAUSED,
        TARGET,
        NEAR_LIMIT,
        WRITE_BLOCKED,
        CERTIFICATE,
        HALF_CLOSED,
        MORE;

        @JsonValue
        @Override
        public String label() {
            return Labelled.super.label();
        }
    }

    /** A warning about the whole process. */
    static Warning of(Kind kind, String text) {
        return new Warning(kind, null, null, text);
    }
}
