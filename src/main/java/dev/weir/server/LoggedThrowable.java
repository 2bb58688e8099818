package dev.weir.server;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stands in, in a log, for what a handler threw; its message begins with the class of the original.
 *
 * <p>Messages such as {@code For input string: "..."} repeat what the client sent. One that has control characters in it
 * could forge a line or command the terminal, so they are written as {@code \\}{@code uXXXX}.
 */
final class LoggedThrowable extends Throwable {

    private static final long serialVersionUID = 1L;
    private static final int MAX_CAUSES = 20;

    private LoggedThrowable(Throwable thrown, @Nullable Throwable cause) {
        super(escape(thrown.toString()), cause);
        setStackTrace(thrown.getStackTrace());
    }

    /** The same throwable where all its messages are harmless. */
    static Throwable of(Throwable thrown) {
        return isHarmless(thrown, MAX_CAUSES) ? thrown : copy(thrown, MAX_CAUSES);
    }

    private static boolean isHarmless(Throwable thrown, int causes) {
        if (causes == 0 || thrown.toString().chars().anyMatch(LoggedThrowable::isControl)) {
            return false;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (!isHarmless(suppressed, causes - 1)) {
                return false;
            }
        }
        Throwable cause = thrown.getCause();
        return cause == null || isHarmless(cause, causes - 1);
    }

    private static Throwable copy(Throwable thrown, int causes) {
        Throwable cause = causes == 0 ? null : thrown.getCause();
        var copy = new LoggedThrowable(thrown, cause == null ? null : copy(cause, causes - 1));
        for (Throwable suppressed : causes == 0 ? new Throwable[0] : thrown.getSuppressed()) {
            copy.addSuppressed(copy(suppressed, causes - 1));
        }
        return copy;
    }

    private static String escape(String text) {
        return text.chars()
                .mapToObj(c -> isControl(c) ? "\\u%04x".formatted(c) : Character.toString(c))
                .collect(Collectors.joining());
    }

    private static boolean isControl(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
