package dev.weir.autoconfigure;

import dev.weir.net.CidrBlocks;
import dev.weir.server.Limits;

/** Turns a listener's settings of who may connect into {@link Limits}. */
final class LimitSettings {

    private LimitSettings() {}

    static Limits of(String prefix, WeirProperties.Listener listener) {
        CidrBlocks allow =
                AddressBlocks.of(prefix + ".access.allow", listener.access().allow());
        CidrBlocks deny =
                AddressBlocks.of(prefix + ".access.deny", listener.access().deny());
        return new Limits(
                Checks.notNegative(prefix + ".max-connections", listener.maxConnections()),
                Checks.notNegative(prefix + ".max-connections-per-client", listener.maxConnectionsPerClient()),
                Checks.notNegative(prefix + ".accept-rate", listener.acceptRate()),
                client -> !deny.contains(client) && (allow.isEmpty() || allow.contains(client)));
    }
}
