package dev.weir.bench;

import java.util.List;

/**
 * Traffic for servers that do not have one core of their own.
 *
 * @param traffic with the name and the description of this work
 */
record Placed(Traffic traffic, Placement placement) implements Work {

    static Placed of(Traffic traffic, Placement placement) {
        return new Placed(
                traffic.named(
                        traffic.name() + placement.suffix(), traffic.description() + "; " + placement.description()),
                placement);
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
            run.leaveOut(name() + ": nothing is pinned");
            return;
        }
        if (Machine.cores() < placement.minCores()) {
            run.leaveOut(name() + ": it takes " + placement.minCores() + " cores, there are " + Machine.cores());
            return;
        }
        Pinning pinning = run.pinning();
        run.pin(placement.pinning());
        try {
            traffic.run(run, contenders);
        } finally {
            run.pin(pinning);
        }
    }
}
