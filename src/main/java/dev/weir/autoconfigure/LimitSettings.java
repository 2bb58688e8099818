package dev.weir.autoconfigure;

import dev.weir.net.CidrBlock;
import dev.weir.net.CidrBlocks;
import dev.weir.server.Limits;
import java.util.ArrayList;
import java.util.List;

/** Turns a listener's settings of who may connect into {@link Limits}. */
final class LimitSettings {

    private LimitSettings() {}

    static Limits of(String prefix, WeirProperties.Listener listener) {
        CidrBlocks allow = blocks(prefix + ".access.allow", listener.access().allow());
        CidrBlocks deny = blocks(prefix + ".access.deny", listener.access().deny());
        return new Limits(
                Checks.notNegative(prefix + ".max-connections", listener.maxConnections()),
                Checks.notNegative(prefix + ".max-connections-per-client", listener.maxConnectionsPerClient()),
                Checks.notNegative(prefix + ".accept-rate", listener.acceptRate()),
                client -> !deny.contains(client) && (allow.isEmpty() || allow.contains(client)));
    }

    private static CidrBlocks blocks(String key, List<String> texts) {
        var blocks = new ArrayList<CidrBlock>();
        for (int i = 0; i < texts.size(); i++) {
            blocks.add(block(key + "[" + i + "]", texts.get(i)));
        }
        return new CidrBlocks(blocks);
    }

    private static CidrBlock block(String key, String text) {
        try {
            return CidrBlock.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    key,
                    text,
                    "cannot be understood (" + e.getMessage() + ")",
                    "Set it to an IP address or a CIDR block, such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32.");
        }
    }
}
