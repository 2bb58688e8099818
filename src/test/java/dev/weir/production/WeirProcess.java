package dev.weir.production;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;

import dev.weir.testing.Actuator;
import dev.weir.testing.RunningProcess;
import dev.weir.testing.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The exec jar, started with an application.yml of its own instead of the delivered one, on free ports. */
final class WeirProcess implements AutoCloseable {

    private final RunningProcess process;
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final Actuator actuator;

    private WeirProcess(RunningProcess process) throws InterruptedException {
        this.process = process;
        this.actuator = new Actuator(
                Integer.parseInt(process.await("Tomcat started on port (\\d+)").group(1)));
        process.await("Started \\w+ in");
    }

    /** Starts it; settings are {@code key=value} and win over the file's and over the free ports and short drain here. */
    static WeirProcess start(Path applicationYml, List<String> jvm, String... settings)
            throws IOException, InterruptedException {
        RunningProcess process = launch(applicationYml, jvm, settings);
        try {
            return new WeirProcess(process);
        } catch (InterruptedException | RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    /** The process alone, for those that are not meant to start. */
    static RunningProcess launch(Path applicationYml, List<String> jvm, String... settings) throws IOException {
        var command = new ArrayList<String>();
        command.add(RunningProcess.java());
        // It lives for seconds: the second compiler would only take the cores from it.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(jvm);
        command.addAll(List.of("-jar", System.getProperty("weir.exec.jar")));
        var values = new LinkedHashMap<String, String>();
        values.put("spring.config.location", "optional:classpath:/," + applicationYml.toUri());
        values.put("server.port", "0");
        values.put("server.address", "127.0.0.1");
        values.put("weir.shutdown.delay", "0s");
        values.put("weir.shutdown.grace-period", "2s");
        for (String setting : settings) {
            int end = setting.indexOf('=');
            values.put(setting.substring(0, end), setting.substring(end + 1));
        }
        values.forEach((key, value) -> command.add("--" + key + "=" + value));
        return RunningProcess.start(new ProcessBuilder(command));
    }

    RunningProcess process() {
        return process;
    }

    int managementPort() {
        return actuator.port();
    }

    int port(String listener) throws InterruptedException {
        Integer known = ports.get(listener);
        if (known == null) {
            known = Integer.parseInt(process.await("TCP listener '" + listener + "' started on \\S+:(\\d+) with")
                    .group(1));
            ports.put(listener, known);
        }
        return known;
    }

    /** A plain socket on 127.0.0.1; reads are bounded. */
    Socket connect(String listener) throws IOException, InterruptedException {
        var socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(listener)), DEADLINE_MILLIS);
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return actuator.get(path);
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return actuator.post(path, json);
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
