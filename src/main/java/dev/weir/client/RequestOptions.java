package dev.weir.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How requests are made and their replies found.
 *
 * @param timeout limit from the time that a request has a connection to its reply
 * @param inFlight requests on one connection that wait for a reply at once; {@link ClientMode#SINGLE} has one
 * @param mode how a reply is assigned to its request
 * @param correlation finds the keys; {@code null} unless the mode is {@link CorrelationMode#BY_KEY}
 * @param <T> type of the requests
 * @param <R> type of the replies
 */
public record RequestOptions<T, R>(
        Duration timeout,
        int inFlight,
        CorrelationMode mode,
        @Nullable Correlation<T, R> correlation) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    public RequestOptions {
        PoolOptions.requirePositive("timeout", timeout);
        if (inFlight < 1) {
            throw new IllegalArgumentException("inFlight must be positive: " + inFlight);
        }
        if ((mode == CorrelationMode.BY_KEY) != (correlation != null)) {
            throw new IllegalArgumentException(
                    "a Correlation is needed by request.correlation by_key, and by no other: " + mode.label() + ", "
                            + correlation);
        }
    }

    /** Returns options with a timeout of 10 s and replies in order, one request at a time. */
    public static <T, R> RequestOptions<T, R> inOrder() {
        return new RequestOptions<>(TIMEOUT, 1, CorrelationMode.IN_ORDER, null);
    }

    /** Returns options with a timeout of 10 s and replies by their keys, one request at a time. */
    public static <T, R> RequestOptions<T, R> byKey(Correlation<T, R> correlation) {
        return new RequestOptions<>(TIMEOUT, 1, CorrelationMode.BY_KEY, correlation);
    }

    /** Returns options without replies. */
    public static <T, R> RequestOptions<T, R> withoutReplies() {
        return new RequestOptions<>(TIMEOUT, 1, CorrelationMode.NONE, null);
    }

    public RequestOptions<T, R> withTimeout(Duration value) {
        return new RequestOptions<>(value, inFlight, mode, correlation);
    }

    public RequestOptions<T, R> withInFlight(int value) {
        return new RequestOptions<>(timeout, value, mode, correlation);
    }
}
