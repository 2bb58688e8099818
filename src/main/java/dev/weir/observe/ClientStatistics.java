package dev.weir.observe;

import java.util.concurrent.atomic.LongAdder;

/** One client's counts and gauges, beside those of its targets in {@link TargetStatistics}. Any thread. */
public final class ClientStatistics {

    private final String client;
    private final String mode;
    private final ClientGauges gauges;
    private final Tally<AcquireOutcome> acquires = new Tally<>(AcquireOutcome.class);
    private final Tally<RequestOutcome> requests = new Tally<>(RequestOutcome.class);
    private final LongAdder lateReplies = new LongAdder();
    private final LongAdder droppedFrames = new LongAdder();

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

    /** Counts the end of a request. */
    public void requestEnded(RequestOutcome outcome) {
        requests.count(outcome);
    }

    /** Counts a reply whose caller had given up. */
    public void lateReply() {
        lateReplies.increment();
    }

    /** Counts a frame that was the reply to no request, and that nothing received. */
    public void frameDropped() {
        droppedFrames.increment();
    }

    /** Requests since the start that ended in this way. */
    public long requests(RequestOutcome outcome) {
        return requests.sum(outcome);
    }

    /** Replies since the start that came after their callers had given up. */
    public long lateReplies() {
        return lateReplies.sum();
    }

    /** Frames since the start that were the reply to no request, and that nothing received. */
    public long droppedFrames() {
        return droppedFrames.sum();
    }

    /** Waits for a connection since the start that ended in this way. */
    public long acquires(AcquireOutcome outcome) {
        return acquires.sum(outcome);
    }
}
