package dev.weir.server;

import dev.weir.observe.RejectReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a newcomer before any work is done for it. What is admitted holds permits until {@link #release}.
 *
 * <p>Decisions and releases come from any thread, and a limit is exact however many decide at once. A Unix domain socket's client has no address: lists and
 * limits by client do not concern it.
 */
final class Admission {

    private final Limits limits;
    private final ConnectionLimit process;
    private final ConnectionLimit listener;
    private final ClientCounts clients;
    private final @Nullable TokenBucket rate;

    Admission(Limits limits, ConnectionLimit process) {
        this.limits = limits;
        this.process = process;
        this.listener = new ConnectionLimit(limits.maxConnections());
        this.clients = new ClientCounts(limits.maxConnectionsPerClient());
        this.rate = limits.acceptRate() > 0 ? new TokenBucket(limits.acceptRate(), System.nanoTime()) : null;
    }

    /** Takes the permits for a connection, or says why there are none. */
    @Nullable
    RejectReason admit(SocketAddress client) {
        InetAddress address = client instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address != null && !limits.access().test(address)) {
            return RejectReason.DENIED;
        }
        if (address != null && !clients.tryAcquire(address)) {
            return RejectReason.MAX_PER_CLIENT;
        }
        RejectReason reason = admitAnyone();
        if (reason != null) {
            releaseClient(address);
        }
        return reason;
    }

    /** The rate comes last: a newcomer that is turned away anyway takes nothing from what the others may have. */
    private @Nullable RejectReason admitAnyone() {
        if (!listener.tryAcquire()) {
            return RejectReason.MAX_CONNECTIONS;
        }
        if (!process.tryAcquire()) {
            listener.release();
            return RejectReason.MAX_CONNECTIONS;
        }
        if (rate != null && !rate.tryTake(System.nanoTime())) {
            process.release();
            listener.release();
            return RejectReason.RATE;
        }
        return null;
    }

    /** Gives back what {@link #admit} took. */
    void release(SocketAddress client) {
        process.release();
        listener.release();
        releaseClient(client instanceof InetSocketAddress inet ? inet.getAddress() : null);
    }

    /** Clients that hold permits now. */
    int clients() {
        return clients.clients();
    }

    private void releaseClient(@Nullable InetAddress address) {
        if (address != null) {
            clients.release(address);
        }
    }
}
