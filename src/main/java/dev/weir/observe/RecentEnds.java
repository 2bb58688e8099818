package dev.weir.observe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections that ended last. Adding one stores a reference and allocates nothing: times, addresses and counts stay in the
 * connection, and are formatted when they are asked for. Guarded by its owner.
 */
final class RecentEnds {

    private final @Nullable ObservedConnection[] ends;
    private int next;

    /** @param capacity number of connections that are kept */
    RecentEnds(int capacity) {
        this.ends = new ObservedConnection[capacity];
    }

    void add(ObservedConnection ended) {
        ends[next] = ended;
        next = next + 1 == ends.length ? 0 : next + 1;
    }

    List<ObservedConnection> latestFirst() {
        var latest = new ArrayList<ObservedConnection>(ends.length);
        for (int age = 1; age <= ends.length; age++) {
            ObservedConnection end = ends[Math.floorMod(next - age, ends.length)];
            if (end != null) {
                latest.add(end);
            }
        }
        return latest;
    }
}
