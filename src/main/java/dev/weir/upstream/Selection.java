package dev.weir.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Chooses one of several targets, by a {@link Balance}. Any thread. */
final class Selection {

    private final Balance balance;
    private final AtomicInteger turn = new AtomicInteger();

    Selection(Balance balance) {
        this.balance = balance;
    }

    /**
     * Chooses a target.
     *
     * @param candidates at least one, in the order of the settings
     * @param origin {@code null} for a connection of this process itself
     */
    Target choose(List<Target> candidates, @Nullable Origin origin) {
        return switch (balance) {
            case FIRST -> candidates.getFirst();
            case RANDOM -> candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
            case ROUND_ROBIN -> next(candidates);
            case LEAST_CONNECTIONS -> leastConnections(candidates);
            case SOURCE_HASH -> {
                InetAddress client = origin == null ? null : address(origin);
                yield client == null ? next(candidates) : byHash(candidates, client);
            }
        };
    }

    private Target next(List<Target> candidates) {
        return candidates.get(Math.floorMod(turn.getAndIncrement(), candidates.size()));
    }

    /** Among equals the next one in turn, or idle targets would share nothing. */
    private Target leastConnections(List<Target> candidates) {
        int least = Integer.MAX_VALUE;
        var best = new ArrayList<Target>(candidates.size());
        for (Target candidate : candidates) {
            // Read once: other threads change it.
            int load = candidate.load();
            if (load < least) {
                least = load;
                best.clear();
            }
            if (load == least) {
                best.add(candidate);
            }
        }
        return next(best);
    }

    /** Rendezvous hashing: the loss of one target moves only that target's clients. */
    private static Target byHash(List<Target> candidates, InetAddress client) {
        int address = Arrays.hashCode(client.getAddress());
        return candidates.stream()
                .max(Comparator.comparingInt(target -> mix(Objects.hash(target.name(), address))))
                .orElseThrow();
    }

    /** Spreads hashes that differ in a few bits only over all bits (the finalizer of MurmurHash3). */
    private static int mix(int hash) {
        int h = hash;
        h = (h ^ h >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }

    private static @Nullable InetAddress address(Origin origin) {
        return origin.client() instanceof InetSocketAddress inet ? inet.getAddress() : null;
    }
}
