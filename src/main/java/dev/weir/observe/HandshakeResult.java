package dev.weir.observe;

/**
 * The result of a connection's TLS handshake.
 *
 * @param protocol {@code TLSv1.2} or {@code TLSv1.3}; {@code none} if none was agreed on
 * @param nanos duration in nanoseconds
 */
public record HandshakeResult(Outcome outcome, String protocol, long nanos) {

    /** The value of {@code protocol} if none was agreed on. */
    public static final String NO_PROTOCOL = "none";

    /** Whether a handshake succeeded. */
    public enum Outcome implements Labelled {
        SUCCESS,
        /** The sides did not agree, or the connection broke. */
        FAILURE,
        /** The handshake took too long. */
        TIMEOUT
    }

    /** Returns the result of a handshake that succeeded. */
    public static HandshakeResult success(String protocol, long nanos) {
        return new HandshakeResult(Outcome.SUCCESS, protocol, nanos);
    }

    /**
     * Returns the result of a handshake that did not succeed.
     *
     * @param late whether the handshake timed out
     */
    public static HandshakeResult failure(boolean late, long nanos) {
        return new HandshakeResult(late ? Outcome.TIMEOUT : Outcome.FAILURE, NO_PROTOCOL, nanos);
    }
}
