package dev.weir.server;

import dev.weir.observe.RejectReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a newcomer before any work is done for it. What is admitted holds permits until it is released.
 *
 * <p>A socket and its client are admitted at once, or, behind a proxy, one after the other, when the client's address is
 * known. Any thread may decide and release, and a limit is exact however many do so at once. A Unix domain socket's client
 * has no address: lists and limits by client do not concern it.
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

    /** Takes the permits for a socket and its client, or says why there are none. */
    @Nullable
    RejectReason admit(SocketAddress client) {
        RejectReason reason = admitClient(client);
        if (reason != null) {
            return reason;
        }
        reason = admitSocket();
        if (reason != null) {
            releaseClient(client);
        }
        return reason;
    }

    /**
     * Takes the permits for a socket alone, or says why there are none. The rate comes last: a newcomer that is turned away
     * anyway takes nothing from what the others may have.
     */
    @Nullable
    RejectReason admitSocket() {
        if (!listener.tryAcquire()) {
            return RejectReason.MAX_CONNECTIONS;
        }
        if (!process.tryAcquire()) {
            listener.release();
            return RejectReason.MAX_PROCESS;
        }
        if (rate != null && !rate.tryTake(System.nanoTime())) {
            releaseSocket();
            return RejectReason.RATE;
        }
        return null;
    }

    /** Takes the permit for the client of a socket, or says why there is none. */
    @Nullable
    RejectReason admitClient(SocketAddress client) {
        if (!(client instanceof InetSocketAddress inet)) {
            return null;
        }
        InetAddress address = inet.getAddress();
        if (!limits.access().test(address)) {
            return RejectReason.DENIED;
        }
        return clients.tryAcquire(address) ? null : RejectReason.MAX_PER_CLIENT;
    }

    /** Gives back what {@link #admit} took. */
    void release(SocketAddress client) {
        releaseSocket();
        releaseClient(client);
    }

    /** Gives back what {@link #admitSocket} took. */
    void releaseSocket() {
        process.release();
        listener.release();
    }

    private void releaseClient(SocketAddress client) {
        if (client instanceof InetSocketAddress inet) {
            clients.release(inet.getAddress());
        }
    }

    /** Clients that hold permits now. */
    int clients() {
        return clients.clients();
    }
}
