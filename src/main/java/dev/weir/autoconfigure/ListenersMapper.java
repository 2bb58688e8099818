package dev.weir.autoconfigure;

import dev.weir.server.ListenerDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps {@code weir.listeners} to {@link ListenerDefinitions}. */
final class ListenersMapper {

    private static final Logger log = LoggerFactory.getLogger(ListenersMapper.class);

    private ListenersMapper() {}

    /** @throws InvalidSettingException for the first wrong setting */
    static ListenerDefinitions of(WeirProperties properties, TlsContexts contexts) {
        var definitions = new ArrayList<ListenerDefinition>();
        properties.listeners().forEach((name, listener) -> {
            if (listener.enabled()) {
                definitions.add(ListenerDefinitionMapper.of(name, listener, contexts));
            }
        });
        rejectSameAddress(definitions);
        // An application with clients may be nothing but a client.
        if (definitions.isEmpty() && properties.clients().isEmpty()) {
            log.warn(
                    "No TCP listener is {}: nothing is served. Set weir.listeners.<name>.address and .handler.",
                    properties.listeners().isEmpty() ? "defined" : "enabled");
        }
        return new ListenerDefinitions(definitions);
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
