package dev.weir.autoconfigure;

import dev.weir.server.ConnectionLayers;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.ListenerOptions;
import dev.weir.stream.SocketSettings;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.unit.DataSize;

/**
 * Maps {@code weir.listeners} to the definitions of listeners.
 *
 * @param all the enabled listeners, in the order of the settings
 */
record ListenerDefinitionMapper(List<ListenerDefinition> all) {

    private static final Logger log = LoggerFactory.getLogger(ListenerDefinitionMapper.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");
    private static final DataSize MAX_BUFFER = DataSize.ofMegabytes(64);
    private static final Duration MAX_LINGER = Duration.ofHours(1);

    ListenerDefinitionMapper {
        all = List.copyOf(all);
    }

    /** Maximum number of concurrent connections of all listeners together; 0 if one of the listeners has no limit. */
    long maxConnections() {
        boolean limited =
                all.stream().noneMatch(definition -> definition.limits().maxConnections() == 0);
        return limited
                ? all.stream()
                        .mapToLong(definition -> definition.limits().maxConnections())
                        .sum()
                : 0;
    }

    /** The names of all listeners. */
    Set<String> names() {
        return all.stream().map(ListenerDefinition::name).collect(Collectors.toSet());
    }

    /** The names of the listeners with TLS. */
    Set<String> tlsNames() {
        return all.stream()
                .filter(ListenerDefinition::isTls)
                .map(ListenerDefinition::name)
                .collect(Collectors.toSet());
    }

    /** @throws InvalidSettingException for the first wrong setting */
    static ListenerDefinitionMapper of(WeirProperties properties, TlsContexts contexts) {
        var definitions = new ArrayList<ListenerDefinition>();
        properties.listeners().forEach((name, listener) -> {
            if (listener.enabled()) {
                definitions.add(define(name, listener, contexts));
            }
        });
        rejectSameAddress(definitions);
        if (definitions.isEmpty()) {
            log.warn(
                    "No TCP listener is {}: nothing is served. Set weir.listeners.<name>.address and .handler.",
                    properties.listeners().isEmpty() ? "defined" : "enabled");
        }
        return new ListenerDefinitionMapper(definitions);
    }

    private static ListenerDefinition define(String name, WeirProperties.Listener listener, TlsContexts contexts) {
        String prefix = "weir.listeners." + name;
        if (!NAME.matcher(name).matches()) {
            throw new InvalidSettingException(
                    prefix,
                    null,
                    "is not a valid name of a listener",
                    "Use letters, digits, '-' and '_', at most 63 of them: the name is a metric's label.");
        }
        return new ListenerDefinition(
                name,
                address(prefix + ".address", listener.address()),
                handler(prefix + ".handler", listener.handler()),
                options(prefix, listener),
                LimitsMapper.of(prefix, listener),
                TimeoutsMapper.of(prefix + ".timeout", listener.timeout()),
                new ConnectionLayers(
                        ProxyProtocolMapper.of(prefix + ".proxy-protocol", listener.proxyProtocol()),
                        TlsServerMapper.of(prefix + ".ssl", listener.ssl(), contexts),
                        Checks.notNegative(
                                prefix + ".timeout.handshake",
                                listener.timeout().handshake())));
    }

    private static StreamAddress address(String key, @Nullable String address) {
        if (address == null || address.isBlank()) {
            throw new InvalidSettingException(
                    key, null, "is missing", "Set it to host:port, [v6]:port, :port or unix:/path.");
        }
        try {
            return StreamAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    key,
                    address,
                    "cannot be understood (" + e.getMessage() + ")",
                    "Set it to host:port, [v6]:port, :port for all interfaces, or unix:/path.");
        }
    }

    private static String handler(String key, @Nullable String handler) {
        if (handler == null || handler.isBlank()) {
            throw new InvalidSettingException(
                    key,
                    null,
                    "is missing",
                    "Set it to the name of a TcpStreamHandler bean, or to echo to try it out.");
        }
        return handler;
    }

    private static ListenerOptions options(String prefix, WeirProperties.Listener listener) {
        if (listener.backlog() < 1) {
            throw new InvalidSettingException(
                    prefix + ".backlog", listener.backlog(), "must be positive", "Set it to 1024, its default.");
        }
        WeirProperties.Socket socket = listener.socket();
        var settings = new SocketSettings(
                socket.noDelay(),
                socket.keepAlive(),
                size(prefix + ".socket.receive-buffer", socket.receiveBuffer(), 0),
                size(prefix + ".socket.send-buffer", socket.sendBuffer(), 0),
                linger(prefix + ".socket.linger", socket.linger()));
        int bufferSize = size(prefix + ".buffer-size", listener.bufferSize(), 1);
        return new ListenerOptions(
                listener.backlog(),
                socket.reusePort(),
                StreamOptions.DEFAULT
                        .withBufferSize(bufferSize)
                        .withWriteTimeout(Checks.notNegative(
                                prefix + ".timeout.write", listener.timeout().write()))
                        .withSocket(settings));
    }

    /** The kernel counts whole seconds: half a second would be rounded to zero, which resets every connection. */
    private static @Nullable Duration linger(String key, @Nullable Duration linger) {
        if (linger != null && (linger.isNegative() || linger.compareTo(MAX_LINGER) > 0 || linger.toNanosPart() != 0)) {
            throw new InvalidSettingException(
                    key,
                    linger,
                    "must be whole seconds between 0s and " + MAX_LINGER.toSeconds() + "s",
                    "Remove it for the operating system's own behaviour.");
        }
        return linger;
    }

    private static int size(String key, @Nullable DataSize size, int min) {
        if (size == null) {
            return 0;
        }
        if (size.toBytes() < min || size.compareTo(MAX_BUFFER) > 0) {
            throw new InvalidSettingException(
                    key,
                    size,
                    "must be between " + min + "B and " + MAX_BUFFER.toMegabytes() + "MB",
                    "Set it to 16KB, for example.");
        }
        return Math.toIntExact(size.toBytes());
    }

    private static void rejectSameAddress(List<ListenerDefinition> definitions) {
        Map<String, ListenerDefinition> owners = new HashMap<>();
        for (ListenerDefinition definition : definitions) {
            if (definition.options().reusePort()) {
                continue;
            }
            for (String claim : AddressClaims.of(definition.address())) {
                ListenerDefinition other = owners.putIfAbsent(claim, definition);
                if (other != null) {
                    throw sameAddress(definition, other);
                }
            }
        }
    }

    private static InvalidSettingException sameAddress(ListenerDefinition definition, ListenerDefinition other) {
        String otherKey = "weir.listeners." + other.name() + ".address";
        boolean same = definition.address().equals(other.address());
        return new InvalidSettingException(
                "weir.listeners." + definition.name() + ".address",
                definition.address(),
                same
                        ? "is also the address of " + otherKey
                        : "covers the address of " + otherKey + ", which is " + other.address()
                                + " ([::] and an empty host"
                                + " mean all interfaces of both families, 0.0.0.0 those of IPv4)",
                "Give each listener an address of its own.");
    }
}
