package dev.weir.service;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The settings that decided which beans Spring AOT found, with the values that they had then. */
final class AotSettings {

    /** Of the class path. */
    static final String RESOURCE = "META-INF/weir/aot-settings";

    private static final String EXPOSED = "management.endpoints.web.exposure.include";

    /**
     * Asked for as well, but decide nothing. Of {@code server.port} only matters whether a management port of its own is the same
     * one, and the service has no such port.
     */
    private static final Set<String> FREE = Set.of(
            "server.port",
            "spring.application.name",
            "spring.application.pid",
            "spring.application.version",
            "spring.banner.location",
            "spring.main.banner-mode",
            "spring.main.keep-alive",
            "spring.main.log-startup-info",
            "spring.main.register-shutdown-hook");

    /** Endpoints that exist with either access; what may be done is asked for in each start. */
    private static final Set<String> ACCESSES =
            Set.of("management.endpoint.tcplisteners.access", "management.endpoint.tcpstreams.access");

    private static final Set<String> AVAILABLE = Set.of("read-only", "unrestricted");

    private final Map<String, Optional<String>> values;

    private AotSettings(Map<String, Optional<String>> values) {
        this.values = values;
    }

    static AotSettings read(Collection<String> names, Environment environment) {
        var values = new TreeMap<String, Optional<String>>();
        names.stream()
                .filter(name -> !FREE.contains(name) && !name.startsWith("logging.structured."))
                .forEach(name -> values.put(name, Optional.ofNullable(environment.getProperty(name))));
        return new AotSettings(values);
    }

    static AotSettings parse(String text) {
        var values = new TreeMap<String, Optional<String>>();
        text.lines().forEach(line -> {
            int end = line.indexOf('=');
            if (end < 0) {
                values.put(line, Optional.empty());
            } else {
                values.put(line.substring(0, end), Optional.of(line.substring(end + 1)));
            }
        });
        return new AotSettings(values);
    }

    /**
     * Returns a line for each setting, without a value if it was not set.
     *
     * @throws IllegalStateException if a value has more than one line
     */
    String toText() {
        return values.entrySet().stream()
                .map(setting -> setting.getKey()
                        + setting.getValue().map(value -> "=" + value).orElse(""))
                .peek(line -> {
                    if (line.lines().count() != 1) {
                        throw new IllegalStateException("A value has more than one line: " + line);
                    }
                })
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Returns the name of a setting that would give other beans now, or {@code null} if there is none. */
    @Nullable
    String findChanged(Environment now) {
        return values.keySet().stream()
                .filter(name -> !isSame(name, now))
                .findFirst()
                .orElse(null);
    }

    private boolean isSame(String name, Environment now) {
        String then = Objects.requireNonNull(values.get(name)).orElse(null);
        String value;
        try {
            value = now.getProperty(name);
        } catch (IllegalArgumentException _) {
            // A placeholder in it has no value: the start without Spring AOT says so, or does not need it.
            return false;
        }
        if (Objects.equals(then, value)) {
            return true;
        }
        if (name.startsWith(EXPOSED)) {
            return exposesNoMore(now);
        }
        return ACCESSES.contains(name) && isAvailable(then) && isAvailable(value);
    }

    /** Those that are no longer exposed exist without a path. */
    private boolean exposesNoMore(Environment now) {
        String then = values.getOrDefault(EXPOSED, Optional.empty()).orElse("");
        Set<String> exposed =
                Binder.get(now).bind(EXPOSED, Bindable.setOf(String.class)).orElse(Set.of());
        return Arrays.asList(then.split(",", -1)).containsAll(exposed);
    }

    private static boolean isAvailable(@Nullable String access) {
        return access == null || AVAILABLE.contains(access);
    }
}
