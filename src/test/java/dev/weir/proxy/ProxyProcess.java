package dev.weir.proxy;

import static dev.weir.testing.Patience.await;

import dev.weir.testing.FreePorts;
import dev.weir.testing.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** An external proxy in front of a server of the test, on ports that were free a moment ago. */
final class ProxyProcess implements AutoCloseable {

    private static final int ATTEMPTS = 5;

    private final RunningProcess process;
    private final List<Integer> ports;

    private ProxyProcess(RunningProcess process, List<Integer> ports) {
        this.process = process;
        this.ports = ports;
    }

    /**
     * Starts the proxy, and starts it again if another process has taken one of its ports in between.
     *
     * @param file receives the configuration
     * @param configuration creates the configuration for the ports to listen on
     * @param command command line, which names the file
     */
    static ProxyProcess start(
            Path file, int portCount, Function<List<Integer>, String> configuration, String... command)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            List<Integer> ports = FreePorts.several(portCount);
            Files.writeString(file, configuration.apply(ports));
            var proxy = new ProxyProcess(RunningProcess.start(new ProcessBuilder(command)), ports);
            if (proxy.isUp()) {
                return proxy;
            }
            int _ = proxy.process.awaitExit();
            proxy.close();
            if (attempt == ATTEMPTS) {
                throw new AssertionError(proxy.process.output());
            }
        }
    }

    private boolean isUp() {
        await().until(() -> !process.isAlive() || ports.stream().allMatch(ProxyProcess::answers));
        return process.isAlive();
    }

    private static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    int port(int index) {
        return ports.get(index);
    }

    @Override
    public void close() {
        process.kill();
        process.close();
    }
}
