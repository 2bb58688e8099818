package dev.weir.autoconfigure;

import dev.weir.server.ListenerDefinition;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The listeners that the settings define.
 *
 * @param all the enabled listeners, in the order of the settings
 */
record ListenerDefinitions(List<ListenerDefinition> all) {

    ListenerDefinitions {
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
}
