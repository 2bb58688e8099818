package dev.weir.faults;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Actuator;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.Scrape;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The service as it is delivered, in a process of its own that a test may stop, starve and kill. */
final class ExecJar implements AutoCloseable {

    private final RunningProcess process;
    private final Actuator actuator;

    private ExecJar(RunningProcess process) throws InterruptedException {
        this.process = process;
        this.actuator = new Actuator(
                Integer.parseInt(process.await("Tomcat started on port (\\d+)").group(1)));
        process.await("Started WeirApplication");
    }

    /** Starts it with {@code key=value} settings, on free ports; {@code prefix} is a command that runs it. */
    static ExecJar start(List<String> prefix, String... settings) throws IOException, InterruptedException {
        return start(prefix, List.of("-jar", System.getProperty("weir.exec.jar")), settings);
    }

    /** The same from classes in a directory, as {@code spring-boot:run} has them. */
    static ExecJar startFromDirectory(List<String> prefix, String... settings)
            throws IOException, InterruptedException {
        Path classes = Path.of(System.getProperty("weir.exec.jar")).resolveSibling("classes");
        String libraries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains(".m2") && entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
        return start(
                prefix,
                List.of("-cp", classes + File.pathSeparator + libraries, "dev.weir.service.WeirApplication"),
                settings);
    }

    private static ExecJar start(List<String> prefix, List<String> program, String... settings)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(RunningProcess.java(), "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.addAll(program);
        command.addAll(List.of(
                "--server.port=0",
                "--weir.listeners.echo.address=127.0.0.1:0",
                "--management.endpoint.tcplisteners.access=unrestricted"));
        for (String setting : settings) {
            command.add("--" + setting);
        }
        var process = RunningProcess.start(new ProcessBuilder(command));
        try {
            return new ExecJar(process);
        } catch (InterruptedException | RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    RunningProcess process() {
        return process;
    }

    InetSocketAddress address(String listener) throws InterruptedException {
        String port = process.await("TCP listener '" + listener + "' started on \\S+:(\\d+) with handler")
                .group(1);
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    }

    /** A socket whose reads come in time or fail. */
    Socket connect(String listener) throws IOException, InterruptedException {
        var socket = new Socket();
        try {
            socket.connect(address(listener), DEADLINE_MILLIS);
            socket.setSoTimeout(DEADLINE_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return actuator.get(path);
    }

    void post(String listener, String action) throws IOException, InterruptedException {
        assertThat(actuator.post("tcplisteners/" + listener, "{\"action\":\"" + action + "\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    int managementPort() {
        return actuator.port();
    }

    Scrape scrape() throws IOException, InterruptedException {
        return actuator.scrape();
    }

    /** 200 for ready, 503 for not. */
    int readiness() throws IOException, InterruptedException {
        return get("health/readiness").statusCode();
    }

    /** Sends a signal by its name, and goes on hearing what the process says: Java's own way to end a process does not. */
    void signal(String name) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Override
    public void close() {
        process.close();
        actuator.close();
    }
}
