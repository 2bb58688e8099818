package dev.weir.bench;

import dev.weir.bench.load.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Connections that have exchanged one frame and are then just open.
 *
 * <p>A proxy forwards them to an echo server in this process, and has two connections open for each of them.
 *
 * <p>Every round has a server of its own, whose heap is kept small and is collected before memory is looked at: what is
 * counted is what the connections need, not what the collector has not returned yet.
 */
record IdleConnections(String name, String description, Protocol protocol) implements Work {

    private static final List<String> SMALL_HEAP = List.of(
            "-XX:+UseSerialGC", "-Xms16m", "-Xmn8m", "-Xmx512m", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration WATCHED = Duration.ofSeconds(15);
    private static final Duration SETTLE = Duration.ofSeconds(1);
    private static final Duration COMPILING = Duration.ofSeconds(3);
    private static final int MAX_WAITS = 10;
    private static final int FIRST = 1_000;

    static Command hold(Server server, int connections) {
        return new Command(
                "hold",
                Map.of(
                        "port", Integer.toString(server.port()),
                        "script", Protocol.ECHO.label(),
                        "frame", "64",
                        "connections", Integer.toString(connections)));
    }

    @Override
    public Figure judged() {
        return Figure.RSS_EACH;
    }

    @Override
    public List<Figure> shown() {
        return List.of(Figure.RSS_EACH, Figure.HEAP_EACH, Figure.IDLE_CPU, Figure.RSS);
    }

    @Override
    public void run(Run run, List<Contender> contenders) throws InterruptedException {
        int target;
        try {
            target = protocol == Protocol.FORWARD ? EchoTarget.start() : 0;
        } catch (IOException e) {
            run.leaveOut(name + ": " + e.getMessage());
            return;
        }
        int connections = protocol == Protocol.FORWARD ? run.idlePairs() : run.idleConnections();
        for (int i = 0; i < run.options().memoryRounds(); i++) {
            for (Contender contender : contenders) {
                int round = i;
                try (var fleet = new Fleet(run, this, protocol, target)) {
                    fleet.start(contender.withJvmFlags(SMALL_HEAP));
                    fleet.inTurn(round, server -> measure(run, server, connections, round));
                }
            }
        }
    }

    private void measure(Run run, Server server, int connections, int round) throws IOException, InterruptedException {
        // What the first ones bring is not theirs alone: classes, compiled code, pools.
        run.generate(hold(server, Math.min(FIRST, connections)), LIMIT);
        run.generate(new Command("release", Map.of()), LIMIT);
        try (var memory = new Memory(server)) {
            Thread.sleep(SETTLE);
            Memory.Use before = memory.use();
            run.generate(hold(server, connections), LIMIT);
            Thread.sleep(SETTLE);
            Memory.Use after = memory.use();
            awaitRest(memory);
            long cpu = server.cpuNanos();
            Thread.sleep(WATCHED);
            cpu = server.cpuNanos() - cpu;
            run.generate(new Command("release", Map.of()), LIMIT);

            var figures = new EnumMap<Figure, Double>(Figure.class);
            figures.put(Figure.RSS_EACH, (double) (after.rss() - before.rss()) / connections);
            figures.put(Figure.RSS, after.rss() / 1e6);
            figures.put(Figure.IDLE_CPU, 100.0 * cpu / WATCHED.toNanos());
            if (server.contender().isJvm()) {
                figures.put(Figure.HEAP_EACH, (double) (after.heap() - before.heap()) / connections);
            }
            run.add(new Sample(name, server.contender().name(), round, figures));
        }
    }

    /** What looks at idle connections is compiled when it has looked at many of them. */
    private static void awaitRest(Memory memory) throws InterruptedException {
        long compiled = -1;
        for (int i = 0; i < MAX_WAITS && memory.compilationMillis() != compiled; i++) {
            compiled = memory.compilationMillis();
            Thread.sleep(COMPILING);
        }
    }
}
