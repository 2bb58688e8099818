package dev.weir.client;

import dev.weir.stream.TcpStream;
import org.jspecify.annotations.Nullable;

/**
 * Uses a connection and returns a result.
 *
 * @param <T> type of the result
 * @param <E> type of the exceptions of its own, beside those of the stream
 */
@FunctionalInterface
public interface StreamFunction<T extends @Nullable Object, E extends Exception> {

    /**
     * Uses the connection.
     *
     * @param stream must not be used after this method has returned
     */
    T apply(TcpStream stream) throws E;
}
