package dev.weir.bench;

import java.io.IOException;
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
    private static final Set<Protocol> BYTES_AND_LINES = EnumSet.of(Protocol.ECHO, Protocol.LINE);
    private static final Set<Protocol> FRAMES = EnumSet.of(Protocol.ECHO, Protocol.LINE, Protocol.LENGTH, Protocol.LF);
    private static final Set<Protocol> ALL = EnumSet.complementOf(EnumSet.of(Protocol.FORWARD, Protocol.CALL));

    private final Map<String, Contender> present = new LinkedHashMap<>();
    private final Map<String, String> absent = new LinkedHashMap<>();
    private final Path workDirectory;
    private final Identity identity;
    private final WeirContenders weir;

    Contenders(Path weirJar, Path workDirectory) throws IOException, InterruptedException {
        this.workDirectory = workDirectory;
        this.identity = Identity.create(workDirectory);
        this.weir = new WeirContenders(weirJar, java(), identity);
        addWeir();
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
        peer(
                "netty-proxy",
                "Netty's example of a proxy, native epoll",
                "NettyProxy",
                "{target}",
                EnumSet.of(Protocol.FORWARD));
        client("weir-client", "Weir's FrameClient, a pool of 8 connections", "WeirClient", "pooled");
        client("weir-client-shared", "the same, with one connection that all callers share", "WeirClient", "shared");
        client(
                "reactor-netty-client",
                "Reactor Netty's TcpClient, a pool of 8 connections",
                "ReactorNettyClient",
                null);
        client(
                "si-client",
                "Spring Integration's outbound gateway, a cache of 8 connections",
                "SpringIntegrationClient",
                null);
        var proxies = new ProxyPrograms(workDirectory, identity);
        proxy("nginx", proxies::nginx);
        proxy("haproxy", () -> proxies.haproxy("haproxy", "HAProxy in TCP mode, one thread", ""));
        proxy(
                "haproxy-splice",
                () -> proxies.haproxy("haproxy-splice", "the same with splicing", "    option splice-auto\n"));
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

    private void addWeir() {
        String reason = weir.whyAbsent();
        if (reason == null) {
            weir.all().forEach(this::add);
        } else {
            WeirContenders.NAMES.forEach(name -> absent.put(name, reason));
        }
    }

    /** Adds Weir with other settings; see {@link WeirContenders#variant}. */
    void variant(String name, List<String> changes) {
        Contender standard = present.get("weir");
        if (standard == null) {
            absent.put(name, whyAbsent("weir"));
        } else {
            add(weir.variant(standard, name, changes));
        }
    }

    private void peer(
            String name, String description, String main, @Nullable String argument, Set<Protocol> protocols) {
        if (Contenders.class.getResource("/" + (PEERS + main).replace('.', '/') + ".class") == null) {
            absent.put(name, "its sources are compiled with -Pbench only");
            return;
        }
        String classPath = System.getProperty("java.class.path");
        var commands = new LinkedHashMap<Protocol, List<String>>();
        for (Protocol protocol : protocols) {
            List<String> command = Contender.withArguments(
                    java(), List.of("-cp", classPath, PEERS + main, protocol.label(), "{port}"));
            commands.put(protocol, argument == null ? command : Contender.withArguments(command, List.of(argument)));
        }
        add(new Contender(name, description, commands, true, false, false));
    }

    private void client(String name, String description, String main, @Nullable String argument) {
        peer(name, description, main, "{target}", EnumSet.of(Protocol.CALL));
        if (argument != null && present.containsKey(name)) {
            add(present.get(name)
                    .changed(name, description, command -> Contender.withArguments(command, List.of(argument))));
        }
    }

    private List<String> java() {
        return List.of(
                Machine.java(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dbench.keystore=" + identity.keyStore(),
                "-Dbench.password=" + Identity.PASSWORD);
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

    private void proxy(String name, Proxy proxy) {
        try {
            add(proxy.find());
        } catch (IOException e) {
            absent.put(name, e.getMessage());
        }
    }

    /** A proxy, if its program is installed. */
    @FunctionalInterface
    private interface Proxy {
        Contender find() throws IOException;
    }
}
