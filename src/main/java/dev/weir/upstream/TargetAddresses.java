package dev.weir.upstream;

import dev.weir.stream.Deadline;
import dev.weir.stream.StreamAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a target's host, which change while the process runs. A failed lookup keeps those of the last one: a name
 * server that is down must not take the targets with it. Any thread.
 */
final class TargetAddresses {

    private final StreamAddress.Inet target;
    private final NameLookup lookup;
    private final boolean isName;
    private final AtomicReference<@Nullable CompletableFuture<List<InetSocketAddress>>> running =
            new AtomicReference<>();
    private volatile List<InetSocketAddress> known;

    /** That of the last lookup by {@link #lookUpAgain}, which will be repeated; {@code null} if it succeeded or there was none. */
    private volatile @Nullable UnknownHostException failure;

    /** Addresses that have lost to later ones since the last lookup. */
    private final Set<SocketAddress> slow = ConcurrentHashMap.newKeySet();

    TargetAddresses(StreamAddress.Inet target, NameLookup lookup) {
        this.target = target;
        this.lookup = lookup;
        this.known = literal(target);
        this.isName = known.isEmpty();
    }

    private static List<InetSocketAddress> literal(StreamAddress.Inet target) {
        try {
            return List.of(new InetSocketAddress(InetAddress.ofLiteral(target.host()), target.port()));
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    /** Whether the host is a name: an IP address need not be looked up. */
    boolean isName() {
        return isName;
    }

    /**
     * Returns all addresses, at least one, in the system's order of preference. Only the first lookup is waited for, and shared by all
     * that wait: a name server that does not answer must not delay every connect.
     *
     * @param slot ends the wait
     * @throws UnknownHostException if the host has no address
     * @throws SocketTimeoutException after the deadline
     * @throws ClosedByInterruptException if the thread is interrupted
     * @throws AsynchronousCloseException if the slot is cancelled
     */
    List<InetSocketAddress> get(Deadline deadline, AttemptSlot slot) throws IOException {
        List<InetSocketAddress> addresses = known;
        if (!addresses.isEmpty()) {
            return addresses;
        }
        UnknownHostException before = failure;
        if (before != null) {
            throw (UnknownHostException) new UnknownHostException(before.getMessage()).initCause(before);
        }
        CompletableFuture<List<InetSocketAddress>> waiting = lookUp().copy();
        slot.closes(() -> waiting.completeExceptionally(new AsynchronousCloseException()));
        return await(waiting, deadline);
    }

    /**
     * Looks the host up now, and waits for the answer.
     *
     * @throws UnknownHostException if that fails; the addresses known so far stay
     */
    void lookUpAgain() throws IOException {
        try {
            await(lookUp(), Deadline.NONE);
            failure = null;
        } catch (UnknownHostException e) {
            failure = e;
            throw e;
        }
    }

    /** Starts a lookup unless one is running. It has a thread of its own, since neither a deadline nor an interrupt ends it. */
    private CompletableFuture<List<InetSocketAddress>> lookUp() {
        var started = new CompletableFuture<List<InetSocketAddress>>();
        CompletableFuture<List<InetSocketAddress>> before = running.compareAndExchange(null, started);
        if (before != null) {
            return before;
        }
        Thread.ofVirtual().name("weir-lookup " + target).start(() -> lookUp(started));
        return started;
    }

    private void lookUp(CompletableFuture<List<InetSocketAddress>> result) {
        try {
            List<InetSocketAddress> found = lookup.lookUp(target.host()).stream()
                    .map(address -> new InetSocketAddress(address, target.port()))
                    .toList();
            known = found;
            slow.clear();
            running.set(null);
            result.complete(found);
        } catch (UnknownHostException | RuntimeException | Error e) {
            running.set(null);
            result.completeExceptionally(e);
        }
    }

    private List<InetSocketAddress> await(CompletableFuture<List<InetSocketAddress>> result, Deadline deadline)
            throws IOException {
        try {
            return result.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (ClosedByInterruptException) new ClosedByInterruptException().initCause(e);
        } catch (TimeoutException e) {
            var timeout = new SocketTimeoutException("the lookup of '" + target.host() + "' has no answer");
            timeout.initCause(e);
            throw timeout;
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case UnknownHostException unknown -> unknown;
                case AsynchronousCloseException cancelled -> cancelled;
                case null, default -> new IOException("the lookup of '" + target.host() + "' failed", e);
            };
        }
    }

    /** The addresses that a connect should not begin with, as they are now: to sort by a set that changes is not allowed. */
    Set<SocketAddress> slow() {
        return Set.copyOf(slow);
    }

    /**
     * Records which address answered first. If it was not the first one, that one was refused or too slow; later connects begin with
     * others, until the next lookup, and do not wait for it again.
     *
     * @param order of the attempts
     */
    void connected(List<InetSocketAddress> order, SocketAddress winner) {
        slow.remove(winner);
        if (!order.getFirst().equals(winner)) {
            slow.add(order.getFirst());
        }
    }
}
