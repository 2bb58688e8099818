package dev.weir.actuate;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The changes of a listener that an operator may ask for. */
enum ListenerAction {
    PAUSE("paused"),
    RESUME("resumed"),
    DRAIN("drained");

    private final String done;

    ListenerAction(String done) {
        this.done = done;
    }

    /** Returns the action of that name, which is its own in lower case, or {@code null}. */
    static @Nullable ListenerAction find(@Nullable String label) {
        return Arrays.stream(values())
                .filter(action -> action.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    static String choices() {
        return Arrays.stream(values()).map(ListenerAction::label).collect(Collectors.joining(", "));
    }

    private String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The past participle, as a log line has it. */
    String done() {
        return done;
    }

    /** The type of the audit event of this action, carried out or failed. */
    String auditType(boolean carriedOut) {
        return carriedOut ? "TCP_LISTENER_" + done.toUpperCase(Locale.ROOT) : "TCP_LISTENER_" + name() + "_FAILED";
    }
}
