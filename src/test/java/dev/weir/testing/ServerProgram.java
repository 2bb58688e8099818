package dev.weir.testing;

import static dev.weir.testing.Patience.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** A server that is an external program, on ports of 127.0.0.1 that were free a moment ago. It keeps them when it is restarted. */
public final class ServerProgram implements AutoCloseable {

    private static final int ATTEMPTS = 5;

    private final String[] command;
    private final List<Integer> ports;
    private RunningProcess process;

    private ServerProgram(List<Integer> ports, String... command) throws IOException {
        this.command = command;
        this.ports = ports;
        this.process = launch();
    }

    /**
     * Starts the program, and starts it again if another process has taken one of its ports in between.
     *
     * @param file receives the configuration
     * @param configuration creates the configuration for the ports to listen on
     * @param command command line, which names the file
     */
    public static ServerProgram start(
            Path file, int portCount, Function<List<Integer>, String> configuration, String... command)
            throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            List<Integer> ports = FreePorts.several(portCount);
            Files.writeString(file, configuration.apply(ports));
            var program = new ServerProgram(ports, command);
            if (program.isUp()) {
                return program;
            }
            int _ = program.process.awaitExit();
            program.close();
            if (attempt == ATTEMPTS) {
                throw new AssertionError(program.process.output());
            }
        }
    }

    private RunningProcess launch() throws IOException {
        return RunningProcess.start(new ProcessBuilder(command));
    }

    private boolean isUp() {
        await().until(() -> !process.isAlive() || ports.stream().allMatch(ServerProgram::answers));
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

    public int port(int index) {
        return ports.get(index);
    }

    /** The only port, or the first, as settings have it. */
    public String address() {
        return "127.0.0.1:" + port(0);
    }

    /** The process that was started last. */
    public RunningProcess process() {
        return process;
    }

    /** Sends SIGKILL and awaits the end. */
    public void kill() throws InterruptedException {
        process.kill();
        int _ = process.awaitExit();
        process.close();
    }

    /** Starts the program on the same ports, after {@link #kill}. */
    public void restart() throws IOException {
        process = launch();
        if (!isUp()) {
            throw new AssertionError("it did not start again:\n" + process.output());
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
