package dev.weir.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** From the start of the process to the first connection, and the memory it then has. */
record StartUp(String name, String description) implements Work {

    private static final Duration SETTLE = Duration.ofSeconds(2);

    @Override
    public Figure judged() {
        return Figure.READY;
    }

    @Override
    public List<Figure> shown() {
        return List.of(Figure.READY, Figure.READY_CPU, Figure.RSS);
    }

    @Override
    public void run(Run run, List<Contender> contenders) throws InterruptedException {
        for (int i = 0; i < run.options().rounds(); i++) {
            for (Contender contender : contenders) {
                int round = i;
                try (var fleet = new Fleet(run, this, Protocol.ECHO)) {
                    fleet.start(contender);
                    fleet.inTurn(round, server -> measure(run, server, round));
                }
            }
        }
    }

    private void measure(Run run, Server server, int round) throws IOException, InterruptedException {
        double cpuMillis = server.cpuNanos() / 1e6;
        Thread.sleep(SETTLE);
        var figures =
                Map.of(Figure.READY, server.readyMillis(), Figure.READY_CPU, cpuMillis, Figure.RSS, server.rss() / 1e6);
        run.add(new Sample(name, server.contender().name(), round, figures));
    }
}
