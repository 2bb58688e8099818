package dev.weir.bench;

import dev.weir.bench.load.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Operations as fast as the server does them.
 *
 * @param word {@code exchange}: frames on connections that stay; {@code visit}: connect, a frame, close
 * @param connections at work at the same time
 * @param inFlight frames that each of them has on the way
 * @param frame bytes
 * @param idle connections that are open besides
 */
record Traffic(
        String name,
        String description,
        String word,
        Protocol protocol,
        int connections,
        int inFlight,
        int frame,
        int idle)
        implements Work {

    /** Frames from which on it is the bytes that cost. */
    private static final int BULK = 16 * 1024;

    private static final Duration BLINK = Duration.ofMillis(100);

    private static final Duration SLACK = Duration.ofSeconds(90);
    private static final Duration SETTLE = Duration.ofMillis(500);

    static Traffic echo(String name, String description, int connections, int inFlight, int frame) {
        return new Traffic(name, description, "exchange", Protocol.ECHO, connections, inFlight, frame, 0);
    }

    static Traffic visits(String name, String description, int connections, int idle) {
        return new Traffic(name, description, "visit", Protocol.ECHO, connections, 1, 64, idle);
    }

    static Traffic tls(String name, String description, int connections, int inFlight, int frame) {
        return new Traffic(name, description, "exchange", Protocol.TLS, connections, inFlight, frame, 0);
    }

    static Traffic handshakes(String name, String description, int connections) {
        return new Traffic(name, description, "visit", Protocol.TLS, connections, 1, 64, 0);
    }

    static Traffic lines(String name, String description, int connections) {
        return new Traffic(name, description, "exchange", Protocol.LINE, connections, 1, 0, 0);
    }

    /** Frames of 64 bytes on 64 connections, which come back. */
    static Traffic frames(String name, String description, Protocol protocol, int inFlight) {
        return new Traffic(name, description, "exchange", protocol, 64, inFlight, 64, 0);
    }

    /** The same under another name. */
    Traffic named(String other, String otherDescription) {
        return new Traffic(other, otherDescription, word, protocol, connections, inFlight, frame, idle);
    }

    @Override
    public Figure judged() {
        return Figure.CPU;
    }

    @Override
    public List<Figure> shown() {
        return List.of(
                Figure.CPU,
                Figure.CPU_PER_MB,
                Figure.RATE,
                Figure.P50,
                Figure.P99,
                Figure.P999,
                Figure.ALLOCATED,
                Figure.SERVER_BUSY,
                Figure.GENERATOR_BUSY);
    }

    @Override
    public void run(Run run, List<Contender> contenders) throws InterruptedException {
        if (connections + idle > run.affordableConnections()) {
            run.leaveOut(name + ": it takes " + (connections + idle) + " connections, and descriptors are limited");
            return;
        }
        try (var fleet = new Fleet(run, this, protocol)) {
            for (Contender contender : contenders) {
                fleet.start(contender);
            }
            fleet.each(server -> WarmUp.run(run.options(), server, period -> drive(run, server, period, BLINK)));
            for (int i = 0; i < run.options().rounds(); i++) {
                int round = i;
                fleet.inTurn(round, server -> measure(run, server, round));
            }
        }
    }

    private void measure(Run run, Server server, int round) throws IOException, InterruptedException {
        if (idle > 0) {
            run.generate(hold(server), SLACK);
        }
        Command result = driveScraped(run, server);
        if (idle > 0) {
            run.generate(new Command("release", Map.of()), SLACK);
        }
        run.add(new Sample(name, server.contender().name(), round, figures(result)));
    }

    private Command driveScraped(Run run, Server server) throws IOException, InterruptedException {
        if (!server.contender().isScraped()) {
            return drive(run, server, SETTLE, run.options().window());
        }
        try (var _ = new Scraper(server.managementPort())) {
            return drive(run, server, SETTLE, run.options().window());
        }
    }

    private Command drive(Run run, Server server, Duration warmUp, Duration window)
            throws IOException, InterruptedException {
        var command = new Command(
                word,
                Map.of(
                        "port", Integer.toString(server.port()),
                        "pid", Long.toString(server.pid()),
                        "jvm", Boolean.toString(server.contender().isJvm()),
                        "script", protocol.label(),
                        "frame", Integer.toString(frame),
                        "connections", Integer.toString(connections),
                        "inFlight", Integer.toString(inFlight),
                        "warmMillis", Long.toString(warmUp.toMillis()),
                        "measureMillis", Long.toString(window.toMillis())));
        return run.generate(command, warmUp.plus(window).plus(SLACK));
    }

    private Command hold(Server server) {
        return IdleConnections.hold(server, idle);
    }

    private Map<Figure, Double> figures(Command result) {
        double operations = result.number("operations");
        double seconds = result.number("nanos") / 1e9;
        var figures = new EnumMap<Figure, Double>(Figure.class);
        figures.put(Figure.CPU, result.number("serverCpuNanos") / operations / 1e3);
        if (frame >= BULK) {
            figures.put(Figure.CPU_PER_MB, result.number("serverCpuNanos") / operations / frame);
        }
        figures.put(Figure.RATE, operations / seconds);
        figures.put(Figure.P50, result.number("p50") / 1e3);
        figures.put(Figure.P99, result.number("p99") / 1e3);
        figures.put(Figure.P999, result.number("p999") / 1e3);
        figures.put(Figure.SERVER_BUSY, result.number("serverCpuNanos") / seconds / 1e7);
        figures.put(Figure.GENERATOR_BUSY, result.number("generatorCpuNanos") / seconds / 1e7);
        if (result.number("allocatedBytes") >= 0) {
            figures.put(Figure.ALLOCATED, result.number("allocatedBytes") / operations);
        }
        return figures;
    }
}
