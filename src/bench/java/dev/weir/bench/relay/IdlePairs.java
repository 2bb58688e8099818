package dev.weir.bench.relay;

import dev.weir.stream.Relay;
import dev.weir.stream.RelayResult;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures the memory of relayed pairs of connections that have passed on messages and are then just open, and prints the bytes
 * of one pair: streams, sockets, relay, and the stacks of both threads. The only argument is the number of pairs, 5000 by
 * default.
 *
 * <p>A first round of connections loads classes and fills pools, and is over before memory is looked at. The heap should be
 * small, so that the resident memory follows it: {@code -XX:+UseSerialGC -Xms16m -Xmn8m}.
 */
public final class IdlePairs {

    private static final int PAIRS = 5_000;
    private static final int FIRST = 500;
    private static final int COLLECTIONS = 3;

    private final TcpListener listener;

    private IdlePairs(TcpListener listener) {
        this.listener = listener;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int pairs = args.length == 0 ? PAIRS : Integer.parseInt(args[0]);
        try (TcpListener listener = TcpListener.bind("127.0.0.1:0")) {
            var idle = new IdlePairs(listener);
            idle.measure(FIRST);
            Use each = idle.measure(pairs);
            System.out.printf(
                    "%d idle pairs: %d bytes of heap, %d bytes resident each%n", pairs, each.heap, each.resident);
        }
    }

    /** Memory in bytes. */
    private record Use(long heap, long resident) {

        static Use now() throws IOException {
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
            }
            return new Use(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), residentMemory());
        }

        private static long residentMemory() throws IOException {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return 1_024 * Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
            throw new IOException("/proc/self/status has no VmRSS");
        }
    }

    private Use measure(int pairs) throws IOException, InterruptedException {
        Use before = Use.now();
        Process peers = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        IdlePeers.class.getName(),
                        Integer.toString(port(listener)),
                        Integer.toString(pairs))
                .redirectError(Redirect.INHERIT)
                .start();
        var relays = new Thread[pairs];
        try (BufferedReader output = peers.inputReader(StandardCharsets.UTF_8)) {
            String target = "127.0.0.1:" + output.readLine();
            for (int i = 0; i < pairs; i++) {
                TcpStream client = listener.accept();
                relays[i] = Thread.startVirtualThread(() -> relay(client, target));
            }
            String ready = output.readLine();
            if (!IdlePeers.READY.equals(ready)) {
                throw new IOException("the peers failed: " + ready);
            }
            Use after = Use.now();
            peers.getOutputStream().close();
            for (Thread relay : relays) {
                relay.join();
            }
            peers.waitFor();
            return new Use((after.heap - before.heap) / pairs, (after.resident - before.resident) / pairs);
        } finally {
            peers.destroy();
        }
    }

    private static int port(TcpListener listener) {
        String address = listener.toString();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static void relay(TcpStream client, String target) {
        try (client;
                TcpStream upstream = TcpStream.connect(target)) {
            RelayResult result = Relay.copyBidirectional(client, upstream);
            if (!result.isComplete()) {
                throw new IOException("a relay failed: " + result, result.end().exception());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
