package dev.weir.client;

/**
 * Receives frames that no caller waits for, on the reading thread of their connection.
 *
 * @param <R> type of the frames
 */
interface Arrivals<R> {

    /** A frame is the reply to no request. Returns false if it is dropped. */
    boolean unsolicited(R frame);

    /** A reply has come after its caller has given up. */
    void late();
}
