package dev.weir.autoconfigure;

import dev.weir.server.ConnectionLayers;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.StreamAddress;
import org.jspecify.annotations.Nullable;

/** Maps the settings of one listener to its {@link ListenerDefinition}. */
final class ListenerDefinitionMapper {

    /** The name of the handler of listeners that forward, in metrics and logs. */
    static final String FORWARD = "forward";

    private ListenerDefinitionMapper() {}

    static ListenerDefinition of(String name, WeirProperties.Listener listener, TlsContexts contexts) {
        String prefix = "weir.listeners." + name;
        SettingName.check(SettingsGroup.LISTENERS, name);
        return new ListenerDefinition(
                name,
                address(prefix + ".address", listener.address()),
                listener.forward() == null
                        ? handler(prefix + ".handler", listener.handler())
                        : forward(prefix, listener),
                ListenerOptionsMapper.of(prefix, listener),
                LimitsMapper.of(prefix, listener),
                TimeoutsMapper.of(prefix + ".timeout", listener.timeout()),
                RateMapper.of(prefix + ".rate", listener.rate()),
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

    /** Returns the handler's name. Its key may be left out, or be that name. */
    private static String forward(String prefix, WeirProperties.Listener listener) {
        String handler = listener.handler();
        if (handler != null && !handler.equals(FORWARD)) {
            throw new InvalidSettingException(
                    prefix + ".handler",
                    handler,
                    "would never be called, since " + prefix + ".forward is set",
                    "Remove one of the two.");
        }
        if (listener.framing() != null) {
            throw new InvalidSettingException(
                    prefix + ".framing",
                    null,
                    "has no effect, since " + prefix + ".forward is set: bytes are forwarded as they are",
                    "Remove one of the two.");
        }
        return FORWARD;
    }

    private static String handler(String key, @Nullable String handler) {
        if (handler == null || handler.isBlank()) {
            throw new InvalidSettingException(
                    key,
                    null,
                    "is missing",
                    "Set it to the name of a TcpStreamHandler bean, or to echo to try it out; or set forward.to.");
        }
        return handler;
    }
}
