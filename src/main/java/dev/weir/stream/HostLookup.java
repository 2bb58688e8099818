package dev.weir.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Looks up a host with a deadline. The JDK's lookup ends with the answer of a name server or not at all, so it runs on a
 * virtual thread of its own, which is left alone if the caller stops waiting. An IP literal needs no lookup and no thread.
 */
final class HostLookup {

    private final NameResolver resolver;

    HostLookup(NameResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * Returns all addresses, at least one, in the resolver's order.
     *
     * @throws java.net.UnknownHostException if the host has none
     * @throws SocketTimeoutException after the deadline
     * @throws ClosedByInterruptException if the thread is interrupted
     */
    List<InetSocketAddress> addresses(StreamAddress.Inet address, Deadline deadline, Cancellation cancellation)
            throws IOException {
        if (address.host().isEmpty()) {
            return List.of(address.resolve());
        }
        InetAddress literal = literal(address.host());
        return literal == null
                ? Arrays.stream(lookUp(address.host(), deadline, cancellation))
                        .map(found -> new InetSocketAddress(found, address.port()))
                        .toList()
                : List.of(new InetSocketAddress(literal, address.port()));
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    private InetAddress[] lookUp(String host, Deadline deadline, Cancellation cancellation) throws IOException {
        var result = new CompletableFuture<InetAddress[]>();
        cancellation.closes(() -> result.completeExceptionally(cancellation.exception()));
        Thread.ofVirtual().name("weir-lookup").start(() -> {
            try {
                result.complete(resolver.resolve(host));
            } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (ClosedByInterruptException) new ClosedByInterruptException().initCause(e);
        } catch (TimeoutException e) {
            var timeout = new SocketTimeoutException("Connect timed out: the lookup of '" + host + "' has no answer");
            timeout.initCause(e);
            throw timeout;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure
                    ? failure
                    : new IOException("the lookup of '" + host + "' failed", e);
        }
    }
}
