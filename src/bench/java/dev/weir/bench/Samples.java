package dev.weir.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All that has been measured, and what to make of it. */
final class Samples {

    private final List<Sample> all = new ArrayList<>();

    void add(Sample sample) {
        all.add(sample);
    }

    List<Sample> all() {
        return List.copyOf(all);
    }

    /** The servers that a work has figures of, in the order of their first. */
    Set<String> servers(String work) {
        var servers = new LinkedHashSet<String>();
        of(work).forEach(sample -> servers.add(sample.server()));
        return servers;
    }

    boolean has(String work, Figure figure) {
        return of(work).stream().anyMatch(sample -> sample.figures().containsKey(figure));
    }

    Quartiles quartiles(String work, String server, Figure figure) {
        return Quartiles.of(of(work).stream()
                .filter(sample -> sample.server().equals(server))
                .mapToDouble(sample -> sample.figure(figure)));
    }

    /** A server's figure over another's, round by round: what slows both down in a round, cancels out. */
    Quartiles ratios(String work, String server, String baseline, Figure figure) {
        return Quartiles.of(of(work).stream()
                .filter(sample -> sample.server().equals(server))
                .mapToDouble(sample -> sample.figure(figure) / find(work, baseline, sample.round(), figure)));
    }

    private double find(String work, String server, int round, Figure figure) {
        return of(work).stream()
                .filter(sample -> sample.server().equals(server) && sample.round() == round)
                .mapToDouble(sample -> sample.figure(figure))
                .findFirst()
                .orElse(Double.NaN);
    }

    private List<Sample> of(String work) {
        return all.stream().filter(sample -> sample.work().equals(work)).toList();
    }
}
