package dev.weir.autoconfigure;

import dev.weir.server.ListenerDefinition;
import dev.weir.stream.StreamAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Finds targets that are addresses of this process's own listeners: forwarding to them would never end, or serve nothing. */
final class OwnAddresses {

    /** Limit for a lookup. A name that cannot be looked up in time is no reason not to start. */
    private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(2);

    private OwnAddresses() {}

    /** Returns the listener that a connection to the target would reach, or {@code null}. */
    static @Nullable ListenerDefinition listenerAt(StreamAddress target, List<ListenerDefinition> listeners) {
        return listeners.stream()
                .filter(listener -> isSame(target, listener.address()))
                .findFirst()
                .orElse(null);
    }

    private static boolean isSame(StreamAddress target, StreamAddress listener) {
        if (target instanceof StreamAddress.Unix(Path path) && listener instanceof StreamAddress.Unix(Path other)) {
            return real(path).equals(real(other));
        }
        // A name is looked up only if the ports are equal, so hardly ever.
        return target instanceof StreamAddress.Inet to
                && listener instanceof StreamAddress.Inet at
                && to.port() == at.port()
                && lookUp(to.host()).stream().anyMatch(address -> covers(at, address));
    }

    private static boolean covers(StreamAddress.Inet listener, InetAddress target) {
        if (listener.host().isEmpty()) {
            return isLocal(target);
        }
        return lookUp(listener.host()).stream().anyMatch(address -> covers(address, target));
    }

    /** All interfaces of IPv6 are those of IPv4 too. */
    private static boolean covers(InetAddress listener, InetAddress target) {
        return listener.isAnyLocalAddress()
                ? isLocal(target) && (target instanceof Inet4Address || !(listener instanceof Inet4Address))
                : listener.equals(target);
    }

    static boolean isWildcard(StreamAddress.Inet address) {
        try {
            return InetAddress.ofLiteral(address.host()).isAnyLocalAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isLocal(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException _) {
            return false;
        }
    }

    private static List<InetAddress> lookUp(String host) {
        try {
            return CompletableFuture.supplyAsync(() -> allByName(host), Thread::startVirtualThread)
                    .get(LOOKUP_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException _) {
            return List.of();
        }
    }

    private static List<InetAddress> allByName(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException _) {
            return List.of();
        }
    }

    /** The directory's real path, since /var/run is a link to /run on most systems; the socket need not exist. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path directory = absolute.getParent();
        if (directory == null) {
            return absolute;
        }
        try {
            return directory.toRealPath().resolve(absolute.getFileName());
        } catch (IOException _) {
            return absolute;
        }
    }
}
