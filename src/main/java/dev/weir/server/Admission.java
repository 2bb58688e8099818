package dev.weir.server;

import dev.weir.observe.RejectReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides on a newcomer before any work is done for it. What is admitted holds permits until it is released.
 *
 * <p>The socket is admitted on the accept thread, and the client at once after it, or, behind a proxy, when the client's
 * address is known. Releases come from any thread. A Unix domain socket's client has no address: lists and limits by client
 * do not concern it.
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

    /** Takes the permits for a socket, or says why there are none. */
    @Nullable
    RejectReason admitSocket() {
        if (rate != null && !rate.tryTake(System.nanoTime())) {
            return RejectReason.RATE;
        }
        if (!listener.tryAcquire()) {
            return RejectReason.MAX_CONNECTIONS;
        }
        if (!process.tryAcquire()) {
            listener.release();
            return RejectReason.MAX_CONNECTIONS;
        }
        return null;
    }

    /** Takes the permit for the client of a socket that was admitted, or says why there is none. */
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

    /** Gives back what {@link #admitSocket} took. */
    void releaseSocket() {
        process.release();
        listener.release();
    }

    /** Gives back what {@link #admitClient} took. */
    void releaseClient(SocketAddress client) {
        if (client instanceof InetSocketAddress inet) {
            clients.release(inet.getAddress());
        }
    }
}
