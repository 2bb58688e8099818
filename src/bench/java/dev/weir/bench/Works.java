package dev.weir.bench;

import java.util.List;
import java.util.stream.Stream;

/** Every work the benchmark knows. */
final class Works {

    private static final Traffic ECHO_1 = Traffic.echo("echo-1", "1 connection, 64 bytes there and back", 1, 1, 64);
    private static final Traffic ECHO_64 =
            Traffic.echo("echo-64", "64 connections, 64 bytes there and back", 64, 1, 64);
    private static final Traffic ECHO_1000 =
            Traffic.echo("echo-1000", "1,000 connections, 64 bytes there and back", 1_000, 1, 64);
    private static final Traffic CONNECT =
            Traffic.visits("connect", "connect, 64 bytes there and back, close; 16 at a time", 16, 0);

    private static final List<Work> ALL = List.of(
            ECHO_1,
            ECHO_64,
            ECHO_1000,
            Traffic.echo("in-flight", "64 connections, each with 16 frames of 64 bytes in flight", 64, 16, 64),
            Traffic.echo("stream-16k", "8 connections, each with 4 frames of 16 KiB in flight", 8, 4, 16 * 1024),
            Traffic.echo("stream-256k", "4 connections, each with 2 frames of 256 KiB in flight", 4, 2, 256 * 1024),
            Traffic.lines("lines", "64 connections, a line there, a line back in three writes", 64),
            Traffic.frames(
                    "frames-64", "64 connections, frames of 64 bytes after a length of 4 bytes", Protocol.LENGTH, 1),
            Traffic.frames("frames-64-16", "the same with 16 frames in flight", Protocol.LENGTH, 16),
            Traffic.frames("lines-64", "64 connections, lines of 64 bytes, each sent back", Protocol.LF, 1),
            Traffic.frames("lines-64-16", "the same with 16 lines in flight", Protocol.LF, 16),
            CONNECT,
            Traffic.visits("connect-idle", "the same with 5,000 idle connections open", 16, 5_000),
            Traffic.tls("tls-64", "64 connections with TLS 1.3, 64 bytes there and back", 64, 1, 64),
            Traffic.tls(
                    "tls-16k", "8 connections with TLS 1.3, each with 4 frames of 16 KiB in flight", 8, 4, 16 * 1024),
            Traffic.handshakes(
                    "tls-connect", "connect, a full handshake of TLS 1.3, 64 bytes there and back, close", 16),
            Placed.of(ECHO_1, Placement.UNPINNED),
            Placed.of(ECHO_64, Placement.UNPINNED),
            Placed.of(CONNECT, Placement.UNPINNED),
            Placed.of(ECHO_1000, Placement.SEVERAL),
            Placed.of(CONNECT, Placement.SEVERAL),
            new IdleConnections("idle", "idle connections, after a collection", Protocol.ECHO),
            new StartUp("start", "from the start of the process to the first connection"),
            new Scrapes("scrape", "/actuator/prometheus with many idle connections open"));

    /** What proxies are measured with. */
    private static final List<Work> FORWARDING = List.of(
            redis(1, 1),
            redis(64, 1),
            redis(512, 1),
            redis(1, 16),
            redis(64, 16),
            redis(512, 16),
            Forwarding.postgres("pgbench", "pgbench -S, 8 clients", 8),
            Forwarding.stream("bulk", "1 connection, on which the upstream sends as fast as it can", 1),
            Forwarding.stream("bulk-8", "8 connections, on which the upstream sends as fast as it can", 8),
            new IdleConnections("idle-pairs", "idle forwarded connections, after a collection", Protocol.FORWARD));

    /** What clients are measured with. */
    private static final List<Work> CALLS = List.of(Forwarding.calls(1), Forwarding.calls(64), Forwarding.calls(1_000));

    private Works() {}

    private static Work redis(int clients, int pipelined) {
        return Forwarding.redis(
                "redis-" + clients + (pipelined == 1 ? "" : "-" + pipelined),
                "redis-benchmark, GET of 64 bytes, clients: %d, requests sent at once by each: %d"
                        .formatted(clients, pipelined),
                clients,
                pipelined);
    }

    /** Names of what servers are measured with. */
    static List<String> names() {
        return ALL.stream().map(Work::name).toList();
    }

    /** Names of what proxies are measured with. */
    static List<String> forwarding() {
        return FORWARDING.stream().map(Work::name).toList();
    }

    /** The same without idle connections, which take as long as all the others. */
    static List<String> traffic() {
        return FORWARDING.stream()
                .filter(work -> work instanceof Forwarding)
                .map(Work::name)
                .toList();
    }

    /** Names of what clients are measured with. */
    static List<String> calls() {
        return CALLS.stream().map(Work::name).toList();
    }

    /** Names of all works. */
    static List<String> all() {
        return Stream.of(ALL, FORWARDING, CALLS)
                .flatMap(List::stream)
                .map(Work::name)
                .toList();
    }

    /** @throws IllegalArgumentException if there is none of that name */
    static Work find(String name) {
        return Stream.of(ALL, FORWARDING, CALLS)
                .flatMap(List::stream)
                .filter(work -> work.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no work %s; there are %s".formatted(name, all())));
    }
}
