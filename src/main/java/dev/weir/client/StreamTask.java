package dev.weir.client;

import dev.weir.stream.TcpStream;

/**
 * Uses a connection.
 *
 * @param <E> type of the exceptions that it throws
 */
@FunctionalInterface
public interface StreamTask<E extends Exception> {

    /**
     * Uses the connection.
     *
     * @param stream must not be used after this method has returned
     */
    void run(TcpStream stream) throws E;
}
