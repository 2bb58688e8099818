package dev.weir.service;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;

import dev.weir.testing.Actuator;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The exec jar with the settings that are delivered with it, on free ports, as an operator runs it. */
final class Service implements AutoCloseable {

    private final RunningProcess process;
    private final Actuator actuator;

    private Service(RunningProcess process) throws InterruptedException {
        this.process = process;
        this.actuator = new Actuator(
                Integer.parseInt(process.await("Tomcat started on port (\\d+)").group(1)));
        process.await("Started WeirApplication");
    }

    /** Starts it, with {@code key=value} settings on top of {@code config/application.yml}. */
    static Service start(String... settings) throws IOException, InterruptedException {
        var process = RunningProcess.start(command(settings));
        try {
            return new Service(process);
        } catch (InterruptedException | RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    /** How to start it; the last of several values for a key is the one that holds. */
    static ProcessBuilder command(String... settings) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("server.port", "0");
        values.put("weir.listeners.echo.address", "127.0.0.1:0");
        for (String setting : settings) {
            int end = setting.indexOf('=');
            values.put(setting.substring(0, end), setting.substring(end + 1));
        }
        // It lives for seconds: the second compiler would only take the cores from it.
        List<String> command =
                new ArrayList<>(List.of(RunningProcess.java(), "-XX:TieredStopAtLevel=1", "-jar", jar().toString()));
        values.forEach((key, value) -> command.add("--" + key + "=" + value));
        return new ProcessBuilder(command);
    }

    static Path jar() {
        return Path.of(System.getProperty("weir.exec.jar"));
    }

    RunningProcess process() {
        return process;
    }

    /** Where a listener listens, as it announces it. */
    String address(String listener) throws InterruptedException {
        return process.await("TCP listener '" + listener + "' started on (\\S+) with handler")
                .group(1);
    }

    int port(String listener) throws InterruptedException {
        String address = address(listener);
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** A plain socket, connected to a listener on 127.0.0.1; reads are bounded. */
    Socket connect(String listener) throws IOException, InterruptedException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(listener)), DEADLINE_MILLIS);
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    int managementPort() {
        return actuator.port();
    }

    /** The body of an answer with status 200; every other status fails. */
    String get(String path) throws IOException, InterruptedException {
        return actuator.body(path);
    }

    Scrape scrape() throws IOException, InterruptedException {
        return actuator.scrape();
    }

    @Override
    public void close() {
        actuator.close();
        process.close();
    }
}
