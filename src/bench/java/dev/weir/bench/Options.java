package dev.weir.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command line, {@code --key=value} each.
 *
 * @param servers what to measure
 * @param work what to do to it
 * @param baseline the server that is 1.00
 * @param rounds how often the servers take turns
 * @param warmUp what each server gets before the first round, again and again while its JVM compiles
 * @param window what is measured of a round
 * @param pinned {@code auto}, {@code on} or {@code off}
 * @param idle connections of the works that are about idle ones
 * @param jvmFlags for every server that is a JVM
 * @param variants Weir with other settings, by name
 * @param out the directory for what is written
 * @param smoke whether it is only to show that all of it works: a server that cannot be measured is an error, and none gets warm
 */
record Options(
        List<String> servers,
        List<String> work,
        String baseline,
        int rounds,
        Duration warmUp,
        Duration window,
        String pinned,
        int idle,
        List<String> jvmFlags,
        Map<String, List<String>> variants,
        Path out,
        boolean smoke) {

    static final String USAGE = """
            --servers=a,b      what to measure: weir, jdk, si-net, si-nio, netty-nio, netty-epoll, netty-io_uring,
                               reactor-netty, vertx, c-epoll, go, nginx, which is the default; weir-quiet (no access log),
                               weir-unobserved, weir-limited (every limit and timeout), weir-unlimited (none),
                               weir-jdk (weir.transport: jdk), weir-bytes (frames sent back as bytes, without finding them)
            --work=a,b         what to do to them, see below; default: all
            --forward          proxies in front of Redis, PostgreSQL and a stream: haproxy, which is 1.00, nginx,
                               netty-proxy, weir; there is haproxy-splice as well
            --calls            clients with 1, 64, 1,000 callers: reactor-netty-client, which is 1.00, weir-client,
                               weir-client-shared (all callers on one connection), si-client
            --pair=a,b         compares b with a: both, in 20 rounds of 5 s of echo-64, a is 1.00
            --variant=n:x,y    weir under the name n, with settings (--key=value), JVM flags (-X...), another
                               build (jar=path), or scraped each second (the word scrape)
            --baseline=netty-epoll
            --rounds=5         how often the servers take turns
            --seconds=2        what is measured of a round
            --warmup=4         seconds for each server before the first round, repeated while its JVM compiles
            --pin=auto         on, off; auto is on where there are two cores
            --idle=10000       idle connections
            --jvm=x,y          flags for every server that is a JVM
            --out=target/bench
            --smoke            weir, weir-limited and jdk, briefly, without judging; fails if one cannot be measured
            """;

    private static final int MAX_WARM_UPS = 12;
    private static final List<String> KEYS = List.of(
            "servers",
            "work",
            "pair",
            "forward",
            "calls",
            "variant",
            "baseline",
            "rounds",
            "seconds",
            "warmup",
            "pin",
            "idle",
            "jvm",
            "out",
            "smoke");
    private static final String SERVERS =
            "weir,jdk,si-net,si-nio,netty-nio,netty-epoll,netty-io_uring,reactor-netty,vertx,c-epoll,go,nginx";

    /** @throws IllegalArgumentException that says what is wrong */
    static Options parse(String... args) {
        var given = new LinkedHashMap<String, String>();
        var variants = new LinkedHashMap<String, List<String>>();
        for (String arg : args) {
            String[] pair = arg.split("=", 2);
            String key = pair[0].startsWith("--") ? pair[0].substring(2) : "";
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("no option " + arg);
            }
            String value = pair.length == 2 ? pair[1] : "";
            if (key.equals("variant")) {
                String[] nameAndChanges = value.split(":", 2);
                variants.put(nameAndChanges[0], list(nameAndChanges.length == 2 ? nameAndChanges[1] : ""));
            } else {
                given.put(key, value);
            }
        }
        var defaults = defaults(given);
        return of(key -> given.getOrDefault(key, defaults.get(key)), variants, given.containsKey("smoke"));
    }

    private static Map<String, String> defaults(Map<String, String> given) {
        var defaults = new LinkedHashMap<>(Map.of(
                "servers", SERVERS,
                "work", String.join(",", Works.names()),
                "baseline", "netty-epoll",
                "rounds", "5",
                "seconds", "2",
                "warmup", "4",
                "pin", "auto",
                "idle", "10000",
                "jvm", "",
                "out", "target/bench"));
        if (given.containsKey("pair")) {
            List<String> pair = list(given.getOrDefault("pair", ""));
            if (pair.size() != 2) {
                throw new IllegalArgumentException("--pair wants two servers: " + pair);
            }
            defaults.putAll(Map.of(
                    "servers", String.join(",", pair),
                    "baseline", pair.getFirst(),
                    "work", "echo-64",
                    "rounds", "20",
                    "seconds", "5"));
        }
        if (given.containsKey("forward")) {
            defaults.putAll(Map.of(
                    "servers", "haproxy,nginx,netty-proxy,weir",
                    "baseline", "haproxy",
                    "work", String.join(",", Works.traffic()),
                    "seconds", "1",
                    "warmup", "2",
                    "idle", "5000"));
        }
        if (given.containsKey("calls")) {
            defaults.putAll(Map.of(
                    "servers", "weir-client,weir-client-shared,reactor-netty-client,si-client",
                    "baseline", "reactor-netty-client",
                    "work", String.join(",", Works.calls())));
        }
        if (given.containsKey("smoke")) {
            defaults.putAll(Map.of(
                    "servers", "weir,weir-limited,jdk",
                    "baseline", "jdk",
                    "work", "echo-64,connect",
                    "rounds", "1",
                    "seconds", "0.3",
                    "warmup", "0.2",
                    "jvm", "-XX:TieredStopAtLevel=1",
                    "pin", "off"));
        }
        return defaults;
    }

    private static Options of(Values values, Map<String, List<String>> variants, boolean smoke) {
        return new Options(
                list(values.get("servers")),
                list(values.get("work")),
                values.get("baseline"),
                Integer.parseInt(values.get("rounds")),
                seconds(values.get("warmup")),
                seconds(values.get("seconds")),
                values.get("pin"),
                Integer.parseInt(values.get("idle")),
                list(values.get("jvm")),
                variants,
                Path.of(values.get("out")),
                smoke);
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(",")).filter(word -> !word.isBlank()).toList();
    }

    private static Duration seconds(String value) {
        return Duration.ofMillis(Math.round(Double.parseDouble(value) * 1_000));
    }

    /** What is about memory or start-up varies little from round to round. */
    int memoryRounds() {
        return Math.min(rounds, 3);
    }

    /** How often a server may be warmed up until its compiler rests. */
    int warmUps() {
        return smoke ? 1 : MAX_WARM_UPS;
    }

    Pinning pinning() {
        boolean possible = Machine.cores() > 1 && Machine.program("taskset").isPresent();
        return switch (pinned) {
            case "auto", "on" -> possible ? Pinning.apart() : Pinning.none();
            case "off" -> Pinning.none();
            default -> throw new IllegalArgumentException("--pin must be auto, on or off: " + pinned);
        };
    }

    /** A value that is given or has a default. */
    @FunctionalInterface
    private interface Values {
        String get(String key);
    }
}
