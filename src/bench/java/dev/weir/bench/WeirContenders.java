package dev.weir.bench;

import dev.weir.bench.peer.WeirFrameServer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Weir with its own settings, and with others. All of them run from the executable jar, so that another build can take its place. */
final class WeirContenders {

    private static final Path SETTINGS = Path.of("config", "application.yml");
    private static final String JAR = "jar=";
    private static final String KEY_STORE = "--spring.ssl.bundle.jks.benchmark.keystore.";
    private static final String LISTENER = "--weir.listeners.echo.";
    private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

    /** The names of those that need no option. */
    static final List<String> NAMES = List.of(
            "weir", "weir-jdk", "weir-bytes", "weir-quiet", "weir-unobserved", "weir-unlimited", "weir-limited");

    private final String jar;
    private final List<String> java;
    private final Identity identity;

    /** @param java the command that every server that is a JVM begins with */
    WeirContenders(Path jar, List<String> java, Identity identity) {
        this.jar = jar.toString();
        this.java = java;
        this.identity = identity;
    }

    /** Why there are none; {@code null} if there are. */
    @Nullable
    String whyAbsent() {
        if (!Files.exists(Path.of(jar))) {
            return "there is no " + jar + "; build it with ./mvnw package";
        }
        return Files.exists(SETTINGS) ? null : "there is no " + SETTINGS + " here; run it from the project's directory";
    }

    /** Returns those of {@link #NAMES}. */
    List<Contender> all() {
        List<String> service = Contender.withArguments(java, List.of("-jar", jar));
        Contender weir = weir(service);
        return List.of(
                weir,
                variant(weir, "weir-jdk", List.of("--weir.transport=jdk")),
                contender(
                        "weir-bytes",
                        "Weir, which sends frames back as bytes, without finding them",
                        Map.of(Protocol.LENGTH, listening(service), Protocol.LF, listening(service))),
                variant(weir, "weir-quiet", List.of("--weir.access-log.enabled=false")),
                variant(
                        weir,
                        "weir-unobserved",
                        List.of("--weir.access-log.enabled=false", "--weir.observation.enabled=false")),
                variant(
                        weir,
                        "weir-unlimited",
                        List.of(
                                LISTENER + "max-connections=0",
                                LISTENER + "timeout.idle=0",
                                LISTENER + "timeout.write=0",
                                LISTENER + "timeout.half-closed=0")),
                variant(
                        weir,
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
                                LISTENER + "timeout.lifetime=1h")));
    }

    private Contender weir(List<String> service) {
        List<String> frames = application("WeirFrameServer");
        var commands = new LinkedHashMap<Protocol, List<String>>();
        commands.put(Protocol.ECHO, listening(service));
        commands.put(
                Protocol.TLS,
                listening(
                        service,
                        KEY_STORE + "location=file:" + identity.keyStore(),
                        KEY_STORE + "password=" + Identity.PASSWORD,
                        LISTENER + "ssl.bundle=benchmark"));
        commands.put(Protocol.LINE, listening(application("WeirLineServer"), LISTENER + "handler=line"));
        commands.put(Protocol.LENGTH, listening(frames, LISTENER + "handler=frames", LISTENER + "framing.type=length"));
        commands.put(Protocol.LF, listening(frames, LISTENER + "handler=frames", LISTENER + "framing.type=line"));
        commands.put(
                Protocol.FORWARD,
                listening(service, LISTENER + "handler=forward", LISTENER + "forward.to=127.0.0.1:{target}"));
        return contender("weir", "Weir, the service with its own settings", commands);
    }

    private static Contender contender(String name, String description, Map<Protocol, List<String>> commands) {
        return new Contender(name, description, commands, true, true, false);
    }

    /** An application of this module in front of the service's classes and libraries. */
    private List<String> application(String main) {
        return Contender.withArguments(
                java,
                List.of(
                        "-Dloader.path=" + ownClasses(),
                        "-Dloader.main=" + WeirFrameServer.class.getPackageName() + "." + main,
                        "-cp",
                        jar,
                        LAUNCHER));
    }

    private static Path ownClasses() {
        try {
            return Path.of(WeirFrameServer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> listening(List<String> command, String... settings) {
        var arguments = new ArrayList<>(List.of("--server.port={management}", LISTENER + "address=127.0.0.1:{port}"));
        arguments.addAll(List.of(settings));
        return Contender.withArguments(command, arguments);
    }

    /**
     * Returns Weir with other settings.
     *
     * @param changes settings as {@code --key=value}, flags of the JVM, {@code jar=} and another build's executable jar,
     *     or the word {@code scrape}
     */
    Contender variant(Contender weir, String name, List<String> changes) {
        List<String> settings =
                changes.stream().filter(change -> change.startsWith("--")).toList();
        List<String> flags = changes.stream()
                .filter(change -> change.startsWith("-") && !change.startsWith("--"))
                .toList();
        Optional<String> otherJar = changes.stream()
                .filter(change -> change.startsWith(JAR))
                .map(change -> change.substring(JAR.length()))
                .findFirst();
        Contender variant = weir.changed(
                name,
                "Weir, " + String.join(" ", changes),
                command -> Contender.withArguments(
                        Contender.afterJava(
                                command.stream()
                                        .map(word -> word.equals(jar) ? otherJar.orElse(word) : word)
                                        .toList(),
                                flags),
                        settings));
        return changes.contains("scrape") ? variant.scraped() : variant;
    }
}
