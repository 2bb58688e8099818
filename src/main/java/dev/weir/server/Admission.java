package dev.weir.server;

import dev.weir.observe.RejectReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a newcomer before any work is done for it. What is admitted holds permits until {@link #release}.
 *
 * <p>Decisions are made on the accept thread, releases come from any. A Unix domain socket's client has no address: lists and
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
        if (rate != null && !rate.tryTake(System.nanoTime())) {
            return RejectReason.RATE;
        }
        if (address != null && !clients.tryAcquire(address)) {
            return RejectReason.MAX_PER_CLIENT;
        }
        if (!listener.tryAcquire()) {
            releaseClient(address);
            return RejectReason.MAX_CONNECTIONS;
        }
        if (!process.tryAcquire()) {
            listener.release();
            releaseClient(address);
            return RejectReason.MAX_CONNECTIONS;
        }
        return null;
    }

    /** Gives back what {@link #admit} took. */
    void release(SocketAddress client) {
        process.release();
        listener.release();
        releaseClient(client instanceof InetSocketAddress inet ? inet.getAddress() : null);
    }

    private void releaseClient(@Nullable InetAddress address) {
        if (address != null) {
            clients.release(address);
        }
    }
}
