package dev.weir.client;

import dev.weir.frame.FrameConverter;
import dev.weir.frame.Framing;
import java.time.Duration;

/**
 * The frames of a client.
 *
 * @param format where frames begin and end
 * @param timeout limit from the first byte of a received frame to its last; {@link Duration#ZERO} for none
 * @param requests converts requests to payloads; its {@code read} is not used
 * @param replies converts payloads to replies, on the connection's reading thread; its {@code write} is not used. A reply must
 *     not be a view of the payload, which is valid during the call only
 * @param request how requests are made
 * @param <T> type of the requests
 * @param <R> type of the replies
 */
public record FrameClientOptions<T, R>(
        Framing format,
        Duration timeout,
        FrameConverter<T> requests,
        FrameConverter<R> replies,
        RequestOptions<T, R> request) {

    public FrameClientOptions {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
    }

    /** Returns options for requests and replies of one type, with 30 s for each frame and replies in order. */
    public static <T> FrameClientOptions<T, T> of(Framing format, FrameConverter<T> converter) {
        return new FrameClientOptions<>(format, Duration.ofSeconds(30), converter, converter, RequestOptions.inOrder());
    }

    public FrameClientOptions<T, R> withRequest(RequestOptions<T, R> value) {
        return new FrameClientOptions<>(format, timeout, requests, replies, value);
    }
}
