package dev.weir.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does what its input says until that ends. The one argument is the number of threads. */
public final class LoadGenerator {

    private final int threads;
    private final Held held = new Held();

    private LoadGenerator(int threads) {
        this.threads = threads;
    }

    public static void main(String[] args) throws IOException {
        var generator = new LoadGenerator(Integer.parseInt(args[0]));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(generator.answer(Command.parse(line)));
        }
    }

    private String answer(Command command) throws IOException {
        try {
            return switch (command.word()) {
                case "exchange" -> exchange(command).toString();
                case "visit" -> visit(command).toString();
                case "hold" -> hold(command).toString();
                case "release" -> release().toString();
                default -> throw new IllegalArgumentException("no such command: " + command);
            };
        } catch (IOException | RuntimeException e) {
            held.close();
            return "failed " + e;
        }
    }

    private Command hold(Command command) throws IOException {
        held.open(server(command), (int) command.number("connections"), script(command));
        return done(Map.of());
    }

    private Command release() throws IOException {
        held.close();
        return done(Map.of());
    }

    private Command exchange(Command command) throws IOException {
        InetSocketAddress server = server(command);
        Script script = script(command);
        int inFlight = (int) command.number("inFlight");
        var sessions = new ArrayList<Session>();
        for (int i = 0; i < command.number("connections"); i++) {
            SocketChannel channel = Connect.to(server);
            Wire wire = isSecure(command) ? new TlsWire(channel) : new PlainWire(channel);
            sessions.add(new Conversation(channel, wire, script, inFlight, i));
        }
        return measure(command, sessions, script);
    }

    private Command visit(Command command) throws IOException {
        InetSocketAddress server = server(command);
        Script script = script(command);
        var sessions = new ArrayList<Session>();
        for (int i = 0; i < command.number("connections"); i++) {
            sessions.add(new Visit(server, script, i, isSecure(command)));
        }
        return measure(command, sessions, script);
    }

    private Command measure(Command command, List<Session> sessions, Script script) throws IOException {
        try (var watch = new Watch(command.number("pid"), Boolean.parseBoolean(command.text("jvm")));
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            var window = new Window(
                    TimeUnit.MILLISECONDS.toNanos(command.number("warmMillis")),
                    TimeUnit.MILLISECONDS.toNanos(command.number("measureMillis")),
                    watch::begin,
                    watch::end);
            int used = Math.min(threads, sessions.size());
            var running = new ArrayList<Future<Worker>>();
            for (int i = 0; i < used; i++) {
                List<Session> share = sessions.subList(i * sessions.size() / used, (i + 1) * sessions.size() / used);
                running.add(
                        executor.submit(new Worker(share, script.replyCycle(), i == 0 ? window : window.unwatched())));
            }
            return result(await(running), watch);
        }
    }

    private static List<Worker> await(List<Future<Worker>> running) throws IOException {
        try {
            var workers = new ArrayList<Worker>();
            for (Future<Worker> worker : running) {
                workers.add(worker.get());
            }
            return workers;
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Command result(List<Worker> workers, Watch watch) {
        var latencies = new Latencies();
        workers.forEach(worker -> latencies.add(worker.latencies()));
        return done(Map.of(
                "operations", workers.stream().mapToLong(Worker::operations).sum(),
                "nanos", workers.getFirst().nanos(),
                "serverCpuNanos", watch.serverCpuNanos(),
                "generatorCpuNanos", watch.generatorCpuNanos(),
                "allocatedBytes", watch.allocatedBytes(),
                "p50", latencies.quantile(0.5),
                "p99", latencies.quantile(0.99),
                "p999", latencies.quantile(0.999)));
    }

    private static Command done(Map<String, Long> values) {
        var texts = new TreeMap<String, String>();
        values.forEach((key, value) -> texts.put(key, value.toString()));
        return new Command("done", texts);
    }

    private static InetSocketAddress server(Command command) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), (int) command.number("port"));
    }

    private static boolean isSecure(Command command) {
        return command.text("script").equals("tls");
    }

    private static Script script(Command command) {
        return Script.of(command.text("script"), (int) command.number("frame"));
    }
}
