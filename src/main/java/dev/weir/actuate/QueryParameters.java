package dev.weir.actuate;

import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads parameters of queries. A value that is not one of the choices is an {@link InvalidQueryException}. */
final class QueryParameters {

    private QueryParameters() {}

    /** The order to list streams in; by default the oldest first. */
    static StreamOrder order(@Nullable String sort) {
        StreamOrder order = StreamOrder.find(sort == null ? StreamOrder.AGE.label() : sort);
        if (order == null) {
            throw new InvalidQueryException("sort must be one of " + StreamOrder.choices() + ": " + sort);
        }
        return order;
    }

    /** A number of entries, from 1 to {@code max}. */
    static int limit(@Nullable String limit, int defaultLimit, int max) {
        if (limit == null) {
            return defaultLimit;
        }
        int number = limit.matches("\\d{1,9}") ? Integer.parseInt(limit) : 0;
        if (number < 1 || number > max) {
            throw new InvalidQueryException("limit must be a number from 1 to " + max + ": " + limit);
        }
        return number;
    }

    /** The listener of that name; {@code null} for all if there is no name. */
    static @Nullable StreamListener listener(@Nullable String name, StreamListeners listeners) {
        if (name == null) {
            return null;
        }
        StreamListener listener = listeners.find(name);
        if (listener == null) {
            throw new InvalidQueryException("listener must be one of " + names(listeners) + ": " + name);
        }
        return listener;
    }

    private static String names(StreamListeners listeners) {
        return listeners.all().stream().map(StreamListener::name).collect(Collectors.joining(", "));
    }

    /** A parameter that is {@code true} or {@code false}; false by default. */
    static boolean flag(String name, @Nullable String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            case null -> false;
            default -> throw new InvalidQueryException(name + " must be one of true, false: " + value);
        };
    }
}
