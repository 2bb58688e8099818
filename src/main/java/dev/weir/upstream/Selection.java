package dev.weir.upstream;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Chooses one of several targets, by a {@link Balance}. Any thread. */
final class Selection {

    private final Balance balance;

    /** In the order of the settings. */
    private final List<Target> targets;

    /** Index of the target after the one that was taken in turn last. */
    private int turn;

    Selection(Balance balance, List<Target> targets) {
        this.balance = balance;
        this.targets = targets;
    }

    /**
     * Chooses a target and adds a connection to its load, in one step: the next choice sees this one.
     *
     * @param candidates at least one, in the order of the settings
     * @param origin {@code null} for a connection of this process itself
     */
    synchronized Target choose(List<Target> candidates, @Nullable Origin origin) {
        Target chosen = switch (balance) {
            case FIRST -> candidates.getFirst();
            case RANDOM -> candidates.get(ThreadLocalRandom.current().nextInt(candidates.size()));
            case ROUND_ROBIN -> next(candidates);
            case LEAST_CONNECTIONS -> leastConnections(candidates);
            case SOURCE_HASH -> bySource(candidates, Rendezvous.client(origin));
        };
        chosen.addLoad();
        return chosen;
    }

    /**
     * The first candidate after the one taken last, in the order of all targets: a target that is missing among the candidates
     * leaves the others their equal shares.
     */
    private Target next(List<Target> candidates) {
        while (true) {
            Target target = targets.get(turn);
            turn = (turn + 1) % targets.size();
            if (candidates.contains(target)) {
                return target;
            }
        }
    }

    /** Among equals the next one in turn, or the first of several idle targets would get all connections. */
    private Target leastConnections(List<Target> candidates) {
        int least = candidates.stream().mapToInt(Target::load).min().orElseThrow();
        // At least one: only this method's caller adds to a load, and it is locked.
        return next(candidates.stream()
                .filter(candidate -> candidate.load() <= least)
                .toList());
    }

    private Target bySource(List<Target> candidates, @Nullable InetAddress client) {
        return client == null
                ? next(candidates)
                : candidates.stream()
                        .min(Rendezvous.ranking(client, Target::name))
                        .orElseThrow();
    }
}
