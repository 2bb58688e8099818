package dev.weir.testing;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The packaged service in a process, on free ports of 127.0.0.1: its jar unpacked, unless {@link Setup#fromJar} says otherwise, for
 * a quick start.
 */
public final class WeirProcess implements AutoCloseable {

    /** A test's process lives for seconds: the second compiler would only take the cores from it. */
    static final String ONE_COMPILER = "-XX:TieredStopAtLevel=1";

    private final RunningProcess process;
    private final Actuator actuator;
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();

    private WeirProcess(RunningProcess process) throws InterruptedException {
        this.process = process;
        this.actuator = new Actuator(
                Integer.parseInt(process.await("Tomcat started on port (\\d+)").group(1)));
        process.await("Started \\w+ in");
    }

    /** The service with the settings in {@code config/application.yml}, as an operator runs it. */
    public static Setup service() {
        return new Setup().onFreePorts("echo");
    }

    /** The service with the settings in a file instead of those in {@code config}, and with short stopping times. */
    public static Setup service(Path applicationYml) {
        return new Setup()
                .with(
                        "spring.config.location=optional:classpath:/," + applicationYml.toUri(),
                        "server.address=127.0.0.1",
                        "weir.shutdown.delay=0s",
                        "weir.shutdown.grace-period=2s");
    }

    /** The exec jar under test. */
    public static Path jar() {
        return Path.of(System.getProperty("weir.exec.jar"));
    }

    /** The command line of a service. */
    public static final class Setup {

        private final Map<String, String> settings = new LinkedHashMap<>();
        private final List<String> prefix = new ArrayList<>();
        private final List<String> jvmOptions = new ArrayList<>(List.of(ONE_COMPILER));
        private @Nullable List<String> program;
        private @Nullable Path directory;

        private Setup() {
            with("server.port=0");
        }

        /** Sets each {@code key=value}, which takes precedence over files. The last value of a key is used. */
        public Setup with(String... keysAndValues) {
            for (String setting : keysAndValues) {
                int end = setting.indexOf('=');
                settings.put(setting.substring(0, end), setting.substring(end + 1));
            }
            return this;
        }

        /** Moves listeners to free ports. */
        public Setup onFreePorts(String... listeners) {
            for (String listener : listeners) {
                with("weir.listeners." + listener + ".address=127.0.0.1:0");
            }
            return this;
        }

        /**
         * Adds a listener on a free port, with a built-in handler.
         *
         * @param more {@code key=value} below {@code weir.listeners.<name>}
         */
        public Setup listener(String name, String handler, String... more) {
            String listener = "weir.listeners." + name + ".";
            onFreePorts(name).with(listener + "handler=" + handler);
            for (String setting : more) {
                with(listener + setting);
            }
            return this;
        }

        /** Adds options of the JVM. */
        public Setup jvm(String... options) {
            jvmOptions.addAll(List.of(options));
            return this;
        }

        /** Runs the service by another command, such as {@code prlimit}. */
        public Setup under(String... command) {
            prefix.addAll(List.of(command));
            return this;
        }

        /** Limits the descriptors of the process; requires {@code prlimit}. */
        public Setup descriptors(int limit) {
            return under("prlimit", "--nofile=" + limit + ":" + limit);
        }

        /** Runs the service from the jar as it is delivered, out of which it reads each class. */
        public Setup fromJar() {
            program = List.of("-jar", jar().toString());
            return this;
        }

        /** Runs the service in a directory, from a jar there. */
        public Setup in(Path directory, Path jar) {
            this.directory = directory;
            program = List.of("-jar", jar.toString());
            return this;
        }

        /** Runs the service from classes in a directory instead of the jar, as {@code spring-boot:run} does. */
        public Setup fromClasses() {
            Path classes = jar().resolveSibling("classes");
            String libraries = Arrays.stream(
                            System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> entry.contains(".m2") && entry.endsWith(".jar"))
                    .collect(Collectors.joining(File.pathSeparator));
            program = List.of("-cp", classes + File.pathSeparator + libraries, "dev.weir.service.WeirApplication");
            return this;
        }

        /** Starts the process without awaiting the application's start, which may fail. */
        public RunningProcess launch() throws IOException {
            List<String> command = new ArrayList<>(prefix);
            command.add(RunningProcess.java());
            command.addAll(jvmOptions);
            command.addAll(program == null ? UnpackedService.program() : program);
            settings.forEach((key, value) -> command.add("--" + key + "=" + value));
            var builder = new ProcessBuilder(command);
            if (directory != null) {
                builder.directory(directory.toFile());
            }
            return RunningProcess.start(builder);
        }

        /** Starts the process and awaits the application's start. */
        public WeirProcess start() throws IOException, InterruptedException {
            return awaitStart(launch());
        }

        /** Awaits the application's start in a process that {@link #launch} has started. */
        public WeirProcess awaitStart(RunningProcess process) throws InterruptedException {
            try {
                return new WeirProcess(process);
            } catch (InterruptedException | RuntimeException | Error e) {
                process.close();
                throw e;
            }
        }
    }

    public RunningProcess process() {
        return process;
    }

    /** The port of a listener, as logged at its start. */
    public int port(String listener) throws InterruptedException {
        Integer known = ports.get(listener);
        if (known == null) {
            known = Integer.parseInt(
                    process.await("TCP listener '" + listener + "' started on \\S+:(\\d+) with handler")
                            .group(1));
            ports.put(listener, known);
        }
        return known;
    }

    public InetSocketAddress address(String listener) throws InterruptedException {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(listener));
    }

    /** Connects a plain socket to a listener on 127.0.0.1, with a read timeout. */
    public Socket connect(String listener) throws IOException, InterruptedException {
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

    public int managementPort() {
        return actuator.port();
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return actuator.get(path);
    }

    /** The body of an answer with status 200; every other status fails. */
    public String body(String path) throws IOException, InterruptedException {
        return actuator.body(path);
    }

    /** Pauses, resumes or drains a listener; fails unless the answer has status 200. */
    public void change(String listener, String action) throws IOException, InterruptedException {
        HttpResponse<String> answer = actuator.post("tcplisteners/" + listener, "{\"action\":\"" + action + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    public Scrape scrape() throws IOException, InterruptedException {
        return actuator.scrape();
    }

    /** The status of the readiness probe: 200 if ready, 503 if not. */
    public int readiness() throws IOException, InterruptedException {
        return get("health/readiness").statusCode();
    }

    @Override
    public void close() {
        actuator.close();
        process.close();
    }
}
