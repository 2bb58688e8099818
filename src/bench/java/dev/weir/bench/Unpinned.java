package dev.weir.bench;

import java.util.List;

/**
 * Traffic for which the server and the generator have all cores, as in most deployments: then a server's threads move between
 * cores, and wake each other.
 */
record Unpinned(Traffic traffic) implements Work {

    static Unpinned of(Traffic traffic) {
        return new Unpinned(traffic.named(
                traffic.name() + "-unpinned", traffic.description() + "; server and generator on all cores"));
    }

    @Override
    public String name() {
        return traffic.name();
    }

    @Override
    public String description() {
        return traffic.description();
    }

    @Override
    public Figure judged() {
        return traffic.judged();
    }

    @Override
    public List<Figure> shown() {
        return traffic.shown();
    }

    @Override
    public void run(Run run, List<Contender> contenders) throws InterruptedException {
        if (!run.pinning().isOn()) {
            run.leaveOut(name() + ": nothing is pinned, the work without '-unpinned' is the same");
            return;
        }
        Pinning pinning = run.pinning();
        run.pin(Pinning.everywhere());
        try {
            traffic.run(run, contenders);
        } finally {
            run.pin(pinning);
        }
    }
}
