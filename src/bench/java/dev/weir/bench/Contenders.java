package dev.weir.bench;

import dev.weir.bench.peer.JdkServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Every server the benchmark knows, and why some of them are not here. */
final class Contenders {

    private static final String PEERS = "dev.weir.bench.peer.";
    private static final Path NGINX_STREAM = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");
    private static final Path SETTINGS = Path.of("config", "application.yml");
    private static final String JAR = "jar=";
    private static final String KEY_STORE = "--spring.ssl.bundle.jks.benchmark.keystore.";
    private static final Set<Protocol> BYTES_AND_LINES = EnumSet.of(Protocol.ECHO, Protocol.LINE);
    private static final Set<Protocol> FRAMES = EnumSet.of(Protocol.ECHO, Protocol.LINE, Protocol.LENGTH, Protocol.LF);
    private static final Set<Protocol> ALL = EnumSet.allOf(Protocol.class);
    private static final String LISTENER = "--weir.listeners.echo.";

    private final Map<String, Contender> present = new LinkedHashMap<>();
    private final Map<String, String> absent = new LinkedHashMap<>();
    private final String weirJar;
    private final Path workDirectory;
    private final Identity identity;

    Contenders(Path weirJar, Path workDirectory) throws IOException, InterruptedException {
        this.weirJar = weirJar.toString();
        this.workDirectory = workDirectory;
        this.identity = Identity.create(workDirectory);
        weir(weirJar);
        peer("jdk", "ServerSocket, a virtual thread for each connection", "JdkServer", null, ALL);
        peer("si-net", "Spring Integration's TcpNetServerConnectionFactory", "SpringIntegrationServer", "net", FRAMES);
        peer("si-nio", "Spring Integration's TcpNioServerConnectionFactory", "SpringIntegrationServer", "nio", FRAMES);
        peer("netty-nio", "Netty, NIO", "NettyServer", "nio", ALL);
        peer("netty-epoll", "Netty, native epoll", "NettyServer", "epoll", ALL);
        peer("netty-io_uring", "Netty, native io_uring", "NettyServer", "io_uring", ALL);
        peer("reactor-netty", "Reactor Netty", "ReactorNettyServer", null, BYTES_AND_LINES);
        peer("vertx", "Vert.x", "VertxServer", null, BYTES_AND_LINES);
        program("c-epoll", "an epoll loop in C", "gcc", "-O2", "-o", "{binary}", "src/bench/c/epoll_echo.c");
        program("go", "Go, a goroutine for each connection", "go", "build", "-o", "{binary}", "src/bench/go/echo.go");
        nginx();
    }

    /** @throws IllegalArgumentException if there is none of that name anywhere */
    Optional<Contender> find(String name) {
        if (!present.containsKey(name) && !absent.containsKey(name)) {
            throw new IllegalArgumentException("no server %s; there are %s".formatted(name, names()));
        }
        return Optional.ofNullable(present.get(name));
    }

    String whyAbsent(String name) {
        return absent.getOrDefault(name, "it is here");
    }

    Collection<String> names() {
        var names = new ArrayList<>(present.keySet());
        names.addAll(absent.keySet());
        return names;
    }

    void add(Contender contender) {
        present.put(contender.name(), contender);
    }

    private void weir(Path jar) {
        if (!Files.exists(jar)) {
            weirIsAbsent("there is no " + jar + "; build it with ./mvnw package");
            return;
        }
        if (!Files.exists(SETTINGS)) {
            weirIsAbsent("there is no " + SETTINGS + " here; run it from the project's directory");
            return;
        }
        List<String> settings = List.of("--server.port={management}", LISTENER + "address=127.0.0.1:{port}");
        List<String> service = Contender.withArguments(java("-jar", jar.toString()), settings);
        List<String> lines = Contender.withArguments(java(PEERS + "WeirLineServer"), settings);
        List<String> frames = Contender.withArguments(java(PEERS + "WeirFrameServer"), settings);
        var tls = new ArrayList<>(settings);
        tls.addAll(List.of(
                KEY_STORE + "location=file:" + identity.keyStore(),
                KEY_STORE + "password=" + Identity.PASSWORD,
                LISTENER + "ssl.bundle=benchmark"));
        add(new Contender(
                "weir",
                "Weir, the service with its own settings",
                Map.of(
                        Protocol.ECHO, service,
                        Protocol.TLS, Contender.withArguments(java("-jar", jar.toString()), tls),
                        Protocol.LINE, withHandler(lines, "line"),
                        Protocol.LENGTH, withHandler(frames, "length"),
                        Protocol.LF, withHandler(frames, "lf")),
                true,
                true,
                false));
        add(new Contender(
                "weir-bytes",
                "Weir, which sends frames back as bytes, without finding them",
                Map.of(Protocol.LENGTH, service, Protocol.LF, service),
                true,
                true,
                false));
        variant("weir-quiet", List.of("--weir.access-log.enabled=false"));
        variant("weir-unobserved", List.of("--weir.access-log.enabled=false", "--weir.observation.enabled=false"));
        variant(
                "weir-unlimited",
                List.of(
                        LISTENER + "max-connections=0",
                        LISTENER + "timeout.idle=0",
                        LISTENER + "timeout.write=0",
                        LISTENER + "timeout.half-closed=0"));
        variant(
                "weir-limited",
                List.of(
                        "--weir.max-connections=20000",
                        LISTENER + "max-connections=15000",
                        LISTENER + "max-connections-per-client=15000",
                        LISTENER + "accept-rate=1000000",
                        LISTENER + "access.allow=127.0.0.0/8,::1/128",
                        LISTENER + "timeout.first-byte=5m",
                        LISTENER + "timeout.read=5m",
                        LISTENER + "timeout.min-rate=1",
                        LISTENER + "timeout.min-rate-window=5m",
                        LISTENER + "timeout.lifetime=1h"));
    }

    private void weirIsAbsent(String reason) {
        absent.put("weir", reason);
        absent.put("weir-bytes", reason);
    }

    private static List<String> withHandler(List<String> command, String handler) {
        return Contender.withArguments(command, List.of(LISTENER + "handler=" + handler));
    }

    /**
     * Adds Weir with other settings.
     *
     * @param changes settings as {@code --key=value}, flags of the JVM, {@code jar=} and another build's executable jar,
     *     or the word {@code scrape}
     */
    void variant(String name, List<String> changes) {
        Contender weir = present.get("weir");
        if (weir == null) {
            absent.put(name, whyAbsent("weir"));
            return;
        }
        List<String> settings =
                changes.stream().filter(change -> change.startsWith("--")).toList();
        List<String> flags = changes.stream()
                .filter(change -> change.startsWith("-") && !change.startsWith("--"))
                .toList();
        Optional<String> jar = changes.stream()
                .filter(change -> change.startsWith(JAR))
                .map(change -> change.substring(JAR.length()))
                .findFirst();
        Contender variant = weir.changed(
                name,
                "Weir, " + String.join(" ", changes),
                command -> Contender.withArguments(
                        Contender.afterJava(
                                command.stream()
                                        .map(word -> word.equals(weirJar) ? jar.orElse(word) : word)
                                        .toList(),
                                flags),
                        settings));
        add(changes.contains("scrape") ? variant.scraped() : variant);
    }

    private void peer(
            String name, String description, String main, @Nullable String argument, Set<Protocol> protocols) {
        if (Contenders.class.getResource("/" + (PEERS + main).replace('.', '/') + ".class") == null) {
            absent.put(name, "its sources are compiled with -Pbench only");
            return;
        }
        var commands = new LinkedHashMap<Protocol, List<String>>();
        for (Protocol protocol : protocols) {
            List<String> command = Contender.withArguments(java(PEERS + main), List.of(protocol.label(), "{port}"));
            commands.put(protocol, argument == null ? command : Contender.withArguments(command, List.of(argument)));
        }
        add(new Contender(name, description, commands, true, false, false));
    }

    private List<String> java(String... arguments) {
        return Contender.withArguments(
                List.of(
                        Machine.java(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dbench.keystore=" + identity.keyStore(),
                        "-Dbench.password=" + Identity.PASSWORD,
                        "-cp",
                        System.getProperty("java.class.path")),
                List.of(arguments));
    }

    private void program(String name, String description, String compiler, String... arguments)
            throws IOException, InterruptedException {
        Optional<String> found = Machine.program(compiler);
        if (found.isEmpty()) {
            absent.put(name, "there is no " + compiler);
            return;
        }
        String binary = workDirectory.resolve(name).toString();
        var command = new ArrayList<>(List.of(found.get()));
        for (String argument : arguments) {
            command.add(argument.replace("{binary}", binary));
        }
        Path log = workDirectory.resolve(name + ".compile.log");
        Process compilation = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!compilation.waitFor(3, TimeUnit.MINUTES) || compilation.exitValue() != 0) {
            compilation.destroyForcibly();
            absent.put(name, compiler + " does not compile it: " + Text.lastLine(Files.readString(log)));
            return;
        }
        add(new Contender(name, description, Map.of(Protocol.ECHO, List.of(binary, "{port}")), false, false, false));
    }

    /** In front of an echo server that runs on the generator's cores, so what is counted is what nginx takes for TLS alone. */
    private void nginx() throws IOException {
        Optional<String> nginx = Machine.program("nginx");
        if (nginx.isEmpty() || !Files.exists(NGINX_STREAM)) {
            absent.put("nginx", "there is no nginx with " + NGINX_STREAM);
            return;
        }
        int echo = Ports.free();
        Thread.ofPlatform().daemon().start(() -> serve(echo));
        Path directory = workDirectory.toAbsolutePath();
        Path template = directory.resolve("nginx.conf");
        Files.writeString(template, """
                load_module %s;
                daemon off;
                master_process off;
                error_log stderr;
                pid nginx.pid;
                events { worker_connections 20000; }
                stream {
                    server {
                        listen 127.0.0.1:PORT ssl backlog=1024;
                        ssl_certificate %s;
                        ssl_certificate_key %s;
                        ssl_protocols TLSv1.3;
                        tcp_nodelay on;
                        proxy_pass 127.0.0.1:%d;
                    }
                }
                """.formatted(NGINX_STREAM, identity.pem(), identity.pem(), echo));
        String start = "sed s/PORT/\"$1\"/ '%s' > '%s'.$1 && exec '%s' -p '%s' -c '%s'.$1"
                .formatted(template, template, nginx.get(), directory, template);
        add(new Contender(
                "nginx",
                "nginx's stream module, which ends TLS for an echo server whose CPU is not counted",
                Map.of(Protocol.TLS, List.of("sh", "-c", start, "nginx", "{port}")),
                false,
                false,
                false));
    }

    private static void serve(int port) {
        try {
            JdkServer.main(new String[] {Protocol.ECHO.label(), Integer.toString(port)});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
