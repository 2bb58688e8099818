package dev.weir.observe;

/** One client's counts and gauges, beside those of its targets in {@link TargetStatistics}. Any thread. */
public final class ClientStatistics {

    private final String client;
    private final String mode;
    private final ClientGauges gauges;
    private final Tally<AcquireOutcome> acquires = new Tally<>(AcquireOutcome.class);

    /**
     * Creates statistics of a client.
     *
     * @param mode label of the client's mode, such as {@code pooled}
     */
    public ClientStatistics(String client, String mode, ClientGauges gauges) {
        this.client = client;
        this.mode = mode;
        this.gauges = gauges;
    }

    /** The client's name. */
    public String client() {
        return client;
    }

    /** The label of the client's mode. */
    public String mode() {
        return mode;
    }

    /** The present state of its connections. */
    public ClientGauges gauges() {
        return gauges;
    }

    /** Counts the end of a caller's wait for a connection. */
    public void acquired(AcquireOutcome outcome) {
        acquires.count(outcome);
    }

    /** Waits for a connection since the start that ended in this way. */
    public long acquires(AcquireOutcome outcome) {
        return acquires.sum(outcome);
    }
}
