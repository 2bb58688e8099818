package dev.weir.stream;

/**
 * What a {@link Relay} has copied, and what ended it.
 *
 * @param bytesToUpstream bytes read from the client that the upstream's transport accepted
 * @param bytesToClient bytes read from the upstream that the client's transport accepted
 * @param end the first failure; without one, both sides have finished, and this is the side that finished first
 */
public record RelayResult(long bytesToUpstream, long bytesToClient, RelayEnd end) {

    /** Whether both sides have finished, and every byte has been passed on. */
    public boolean isComplete() {
        return end.kind() == RelayEnd.Kind.FINISHED;
    }
}
