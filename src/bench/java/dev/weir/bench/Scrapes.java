package dev.weir.bench;

import dev.weir.bench.load.Command;
import dev.weir.bench.load.JvmProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What it costs to ask a server for its metrics while many connections are open. */
record Scrapes(String name, String description) implements Work {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int MEASURED = 20;

    @Override
    public Figure judged() {
        return Figure.SCRAPE;
    }

    @Override
    public List<Figure> shown() {
        return List.of(
                Figure.SCRAPE,
                Figure.SCRAPE_SLOWEST,
                Figure.SCRAPE_ALLOCATED,
                Figure.SCRAPE_ALLOCATED_EMPTY,
                Figure.SCRAPE_SIZE);
    }

    @Override
    public void run(Run run, List<Contender> contenders) throws InterruptedException {
        try (var fleet = new Fleet(run, this, Protocol.ECHO)) {
            for (Contender contender : contenders) {
                if (contender.hasManagement()) {
                    fleet.start(contender);
                } else {
                    run.leaveOut(this, contender.name(), "it has no metrics to scrape");
                }
            }
            for (int i = 0; i < run.options().memoryRounds(); i++) {
                int round = i;
                fleet.inTurn(round, server -> measure(run, server, round));
            }
        }
    }

    private void measure(Run run, Server server, int round) throws IOException, InterruptedException {
        try (var actuator = new Actuator(server.managementPort());
                var jvm = JvmProbe.attach(server.pid())) {
            WarmUp.scrape(actuator);
            Series empty = scrape(actuator, jvm);
            run.generate(IdleConnections.hold(server, run.idleConnections()), LIMIT);
            Series full = scrape(actuator, jvm);
            run.generate(new Command("release", Map.of()), LIMIT);
            var figures = Map.of(
                    Figure.SCRAPE,
                            Quartiles.of(full.millis().stream().mapToDouble(Double::doubleValue))
                                    .median(),
                    Figure.SCRAPE_SLOWEST,
                            full.millis().stream()
                                    .mapToDouble(Double::doubleValue)
                                    .max()
                                    .orElse(Double.NaN),
                    Figure.SCRAPE_ALLOCATED, full.allocatedEach() / 1e3,
                    Figure.SCRAPE_ALLOCATED_EMPTY, empty.allocatedEach() / 1e3,
                    Figure.SCRAPE_SIZE, full.size() / 1e3);
            run.add(new Sample(name, server.contender().name(), round, figures));
        }
    }

    private record Series(List<Double> millis, double allocatedEach, int size) {}

    private static Series scrape(Actuator actuator, JvmProbe jvm) throws IOException, InterruptedException {
        jvm.allocatedBytes();
        long asking = -jvm.allocatedBytes() + jvm.allocatedBytes();
        long allocated = -jvm.allocatedBytes();
        var millis = new ArrayList<Double>();
        int size = 0;
        for (int i = 0; i < MEASURED; i++) {
            long begin = System.nanoTime();
            size = actuator.scrape();
            millis.add((System.nanoTime() - begin) / 1e6);
        }
        allocated += jvm.allocatedBytes();
        return new Series(millis, (double) (allocated - asking) / MEASURED, size);
    }
}
