package dev.weir.server;

import dev.weir.observe.RejectReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a listener serves a connection, before any other work is done for it.
 *
 * <p>A socket and its client are admitted at once, or, behind a proxy, one after the other, when the client's address is
 * known. Each limit is exact however many threads decide and close permits at once. A Unix domain socket's client has no
 * address: access lists and limits by client do not apply to it.
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

    /** Decides on a socket whose other end is the client. */
    Decision admit(SocketAddress client) {
        InetAddress address = addressOf(client);
        RejectReason reason = acquireClient(address);
        if (reason == null) {
            reason = acquireSocket();
            if (reason != null) {
                releaseClient(address);
            }
        }
        return Decision.of(reason, () -> {
            releaseSocket();
            releaseClient(address);
        });
    }

    /** Decides on a socket whose client is not known yet. */
    Decision admitSocket() {
        return Decision.of(acquireSocket(), this::releaseSocket);
    }

    /** Decides on the client of a socket that has been admitted. */
    Decision admitClient(SocketAddress client) {
        InetAddress address = addressOf(client);
        return Decision.of(acquireClient(address), () -> releaseClient(address));
    }

    private static @Nullable InetAddress addressOf(SocketAddress client) {
        return client instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    private @Nullable RejectReason acquireClient(@Nullable InetAddress client) {
        if (client == null) {
            return null;
        }
        if (!limits.access().test(client)) {
            return RejectReason.DENIED;
        }
        return clients.tryAcquire(client) ? null : RejectReason.MAX_PER_CLIENT;
    }

    private void releaseClient(@Nullable InetAddress client) {
        if (client != null) {
            clients.release(client);
        }
    }

    /** The rate comes last: a connection that is rejected for another reason takes no token. */
    private @Nullable RejectReason acquireSocket() {
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

    private void releaseSocket() {
        process.release();
        listener.release();
    }

    /** Clients with at least one permit. */
    int clients() {
        return clients.clients();
    }
}
