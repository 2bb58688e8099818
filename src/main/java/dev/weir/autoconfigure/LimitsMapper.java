package dev.weir.autoconfigure;

import dev.weir.net.CidrBlocks;
import dev.weir.server.Limits;

/** Maps a listener's access lists and connection limits to {@link Limits}. */
final class LimitsMapper {

    private LimitsMapper() {}

    static Limits of(String prefix, WeirProperties.Listener listener) {
        CidrBlocks allow =
                AddressBlocks.of(prefix + ".access.allow", listener.access().allow());
        CidrBlocks deny =
                AddressBlocks.of(prefix + ".access.deny", listener.access().deny());
        int max = Checks.notNegative(prefix + ".max-connections", listener.maxConnections());
        String perClientKey = prefix + ".max-connections-per-client";
        int perClient = Checks.notNegative(perClientKey, listener.maxConnectionsPerClient());
        if (max > 0 && perClient > max) {
            throw new InvalidSettingException(
                    perClientKey,
                    perClient,
                    "must not be above " + prefix + ".max-connections, which is " + max,
                    "Lower it, raise the other, or set it to 0 for no limit.");
        }
        return new Limits(
                max,
                perClient,
                Checks.notNegative(prefix + ".accept-rate", listener.acceptRate()),
                client -> !deny.contains(client) && (allow.isEmpty() || allow.contains(client)));
    }
}
