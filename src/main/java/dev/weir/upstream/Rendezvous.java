package dev.weir.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rendezvous hashing (Thaler and Ravishankar, 1998): each client ranks all choices by a hash of both, and takes the first. Clients
 * spread evenly, and the loss of a choice moves only its own clients.
 */
final class Rendezvous {

    private Rendezvous() {}

    /** Returns the address to hash; {@code null} for a client without one, and for this process itself. */
    static @Nullable InetAddress client(@Nullable Origin origin) {
        return origin != null && origin.client() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }

    /**
     * Returns the client's order of preference.
     *
     * @param name of a choice
     */
    static <T> Comparator<T> ranking(InetAddress client, Function<T, String> name) {
        byte[] address = client.getAddress();
        return Comparator.<T>comparingLong(choice ->
                        hash(hash(0, name.apply(choice).getBytes(StandardCharsets.UTF_8)), address))
                .reversed();
    }

    /** Mixes after each byte: names and addresses often differ in the last digit only. */
    private static long hash(long seed, byte[] bytes) {
        long hash = seed;
        for (byte each : bytes) {
            hash = mix(hash + each + 0x9e3779b97f4a7c15L);
        }
        return hash;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
