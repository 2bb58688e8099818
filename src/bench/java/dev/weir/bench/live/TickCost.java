package dev.weir.bench.live;

import dev.weir.bench.load.CpuClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Measures the CPU time of the service for each answer that the live page and its endpoints ask for, and the answer's size, with
 * many open streams. Prints a table: answers one after another, and, as the page asks, once a second. The CPU time of the same
 * streams without any request is subtracted.
 *
 * <p>The first argument is the number of streams, 10,000 by default; both processes need as many descriptors.
 */
public final class TickCost {

    private static final int STREAMS = 10_000;
    private static final int WARM_UP = 300;
    private static final int ANSWERS = 200;
    private static final int SECONDS = 20;
    private static final int FRAME = 64;
    private static final long READY_NANOS = TimeUnit.MINUTES.toNanos(5);

    private static final List<String> PATHS = List.of(
            "weir/state?sort=age",
            "weir/state?sort=rate&history=true",
            "tcpstreams?sort=bytes&limit=100",
            "tcpclosed?limit=100");

    private TickCost() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int streams = args.length == 0 ? STREAMS : Integer.parseInt(args[0]);
        int port = freePort();
        int managementPort = freePort();
        Process service = start(port, managementPort);
        try (var management = new Management(managementPort)) {
            List<SocketChannel> channels = open(port, streams, service);
            try {
                measure(streams, service.pid(), management);
            } finally {
                for (SocketChannel channel : channels) {
                    channel.close();
                }
            }
        } finally {
            service.destroy();
            service.waitFor();
        }
    }

    private static Process start(int port, int managementPort) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        System.getProperty("weir.exec.jar"),
                        "--server.port=" + managementPort,
                        "--weir.listeners.echo.address=127.0.0.1:" + port,
                        "--weir.listeners.echo.max-connections=0",
                        "--weir.listeners.echo.timeout.idle=0s",
                        "--weir.access-log.enabled=false")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Opens connections that have each echoed a frame, and leaves a hundred that have ended. */
    private static List<SocketChannel> open(int port, int count, Process service)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_NANOS;
        var channels = new ArrayList<SocketChannel>();
        while (channels.isEmpty()) {
            try {
                channels.add(exchange(port));
            } catch (IOException e) {
                if (!service.isAlive() || System.nanoTime() > deadline) {
                    throw new IOException("the service does not start", e);
                }
                Thread.sleep(100);
            }
        }
        for (int i = 0; i < 100; i++) {
            exchange(port).close();
        }
        while (channels.size() < count) {
            channels.add(exchange(port));
        }
        return channels;
    }

    private static SocketChannel exchange(int port) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.allocate(FRAME));
        ByteBuffer reply = ByteBuffer.allocate(FRAME);
        while (reply.hasRemaining()) {
            if (channel.read(reply) < 0) {
                channel.close();
                throw new IOException("the service has ended a connection");
            }
        }
        return channel;
    }

    private static void measure(int streams, long pid, Management management) throws IOException, InterruptedException {
        for (String path : PATHS) {
            for (int i = 0; i < WARM_UP; i++) {
                management.get(path);
            }
        }
        double idle = idleMillisPerSecond(pid);
        System.out.printf(
                Locale.ROOT,
                "%d streams; without requests the service uses %.1f ms of CPU a second.%n%n"
                        + "| answer | CPU, ms | CPU once a second, ms | KB |%n|---|---:|---:|---:|%n",
                streams,
                idle);
        for (String path : PATHS) {
            int size = 0;
            long start = System.nanoTime();
            long cpu = CpuClock.nanos(pid);
            for (int i = 0; i < ANSWERS; i++) {
                size = management.get(path);
            }
            double each = each(CpuClock.nanos(pid) - cpu, System.nanoTime() - start, idle, ANSWERS);
            System.out.printf(
                    Locale.ROOT,
                    "| `%s` | %.1f | %.1f | %.1f |%n",
                    path,
                    each,
                    onceASecond(path, pid, management, idle),
                    size / 1024.0);
        }
    }

    private static double idleMillisPerSecond(long pid) throws InterruptedException {
        Thread.sleep(TimeUnit.SECONDS.toMillis(5));
        long cpu = CpuClock.nanos(pid);
        Thread.sleep(TimeUnit.SECONDS.toMillis(10));
        return (CpuClock.nanos(pid) - cpu) / 1e6 / 10;
    }

    private static double onceASecond(String path, long pid, Management management, double idle)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        long cpu = CpuClock.nanos(pid);
        for (int i = 0; i < SECONDS; i++) {
            management.get(path);
            Thread.sleep(TimeUnit.SECONDS.toMillis(1));
        }
        return each(CpuClock.nanos(pid) - cpu, System.nanoTime() - start, idle, SECONDS);
    }

    private static double each(long cpuNanos, long elapsedNanos, double idleMillisPerSecond, int answers) {
        return (cpuNanos / 1e6 - elapsedNanos / 1e9 * idleMillisPerSecond) / answers;
    }
}
