package dev.weir.server;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a throwable that is safe to log; its message begins with the class name of the original.
 *
 * <p>Messages such as {@code For input string: "..."} repeat what the client sent. Control characters in a message could forge
 * log lines or control the terminal, so each is replaced by {@code \\}{@code uXXXX}.
 */
final class LoggedThrowable extends Throwable {

    private static final long serialVersionUID = 1L;
    private static final int MAX_CAUSES = 20;

    private LoggedThrowable(Throwable thrown, @Nullable Throwable cause) {
        super(escape(thrown.toString()), cause);
        setStackTrace(thrown.getStackTrace());
    }

    /** Returns the throwable itself if all messages in it are safe, and a copy otherwise. */
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
