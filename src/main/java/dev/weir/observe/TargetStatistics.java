package dev.weir.observe;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** One target's counts, and the live connections to it. Any thread. */
public final class TargetStatistics implements InlineObserver {

    private final UpstreamOwner owner;
    private final String target;
    private final TransferTotals transfers = new TransferTotals();
    private final LongAdder opened = new LongAdder();
    private final Tally<CloseCause> closed = new Tally<>(CloseCause.class);
    private final Tally<ConnectOutcome> connects = new Tally<>(ConnectOutcome.class);
    private volatile TargetState state = TargetState.UP;

    /** @param target the address as configured, never resolved */
    public TargetStatistics(UpstreamOwner owner, String target) {
        this.owner = owner;
        this.target = target;
    }

    public UpstreamOwner owner() {
        return owner;
    }

    /** The address as configured. */
    public String target() {
        return target;
    }

    @Override
    public void opened(ObservedConnection connection) {
        opened.increment();
        transfers.opened(connection);
    }

    @Override
    public void closed(ObservedConnection connection, CloseCause cause) {
        if (transfers.closed(connection)) {
            closed.count(cause);
        }
    }

    /** Counts an attempt to connect. */
    public void connectEnded(ConnectOutcome outcome) {
        connects.count(outcome);
    }

    public void setState(TargetState state) {
        this.state = state;
    }

    /** Whether the target gets new connections. */
    public TargetState state() {
        return state;
    }

    /** Open connections, in no order; a live view. */
    public Collection<ObservedConnection> live() {
        return transfers.live();
    }

    /** Number of open connections. */
    public int active() {
        return transfers.active();
    }

    /** Connections opened since the start. */
    public long opened() {
        return opened.sum();
    }

    /** Attempts to connect since the start that ended in this way. */
    public long connects(ConnectOutcome outcome) {
        return connects.sum(outcome);
    }

    /** Attempts to connect that failed since the start. */
    public long failed() {
        // Each outcome once: a difference of two sums could be negative for a moment.
        return EnumSet.complementOf(EnumSet.of(ConnectOutcome.SUCCESS)).stream()
                .mapToLong(connects::sum)
                .sum();
    }

    /** The causes for which connections to the target can end. */
    public List<CloseCause> causes() {
        return Arrays.stream(CloseCause.values()).filter(this::isPossible).toList();
    }

    private boolean isPossible(CloseCause cause) {
        return switch (cause) {
            case PEER_CLOSED,
                    HANDLER_COMPLETED,
                    PEER_RESET,
                    TLS_ERROR,
                    IO_ERROR,
                    RESOURCE,
                    SHUTDOWN_FORCED,
                    UPSTREAM_UNAVAILABLE,
                    UPSTREAM_TIMEOUT -> true;
            // A client's connections are kept by a pool, and used by the application.
            case IDLE_TIMEOUT, READ_TIMEOUT, LIFETIME, PROTOCOL_ERROR, HANDLER_ERROR, SHUTDOWN_DRAINED ->
                owner.kind() == UpstreamOwner.Kind.CLIENT;
            // A TLS handshake with a target is part of the connect.
            case FIRST_BYTE_TIMEOUT, WRITE_TIMEOUT, HALF_CLOSED_TIMEOUT, TLS_TIMEOUT, PROBE, ADMIN, UPSTREAM_RESET ->
                false;
        };
    }

    /** Connections that ended for this cause since the start. */
    public long closed(CloseCause cause) {
        return closed.sum(cause);
    }

    /** Application bytes read from the target since the start, including those of open connections. */
    public long bytesRead() {
        return transfers.bytesRead();
    }

    /** Application bytes written to the target since the start, including those of open connections. */
    public long bytesWritten() {
        return transfers.bytesWritten();
    }
}
