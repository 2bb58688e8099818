package dev.weir.observe;

/**
 * How a connection's TLS handshake went.
 *
 * @param protocol {@code TLSv1.2} or {@code TLSv1.3}; {@code none} where nothing was agreed on
 * @param nanos how long it took
 */
public record HandshakeResult(Outcome outcome, String protocol, long nanos) {

    /** For {@code protocol} where nothing was agreed on. */
    public static final String NO_PROTOCOL = "none";

    /** What came of it. */
    public enum Outcome implements Labelled {
        SUCCESS,
        /** The peer and this side did not agree, or the connection broke. */
        FAILURE,
        /** It was not done in time. */
        TIMEOUT
    }

    /** One that agreed on that protocol. */
    public static HandshakeResult success(String protocol, long nanos) {
        return new HandshakeResult(Outcome.SUCCESS, protocol, nanos);
    }

    /**
     * One that came to nothing.
     *
     * @param late whether time ran out
     */
    public static HandshakeResult failure(boolean late, long nanos) {
        return new HandshakeResult(late ? Outcome.TIMEOUT : Outcome.FAILURE, NO_PROTOCOL, nanos);
    }
}
