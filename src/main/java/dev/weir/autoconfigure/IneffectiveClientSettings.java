package dev.weir.autoconfigure;

import dev.weir.client.ClientMode;
import java.util.Map;

/**
 * Rejects written settings of a client that would have no effect.
 *
 * @param written the settings that a source has
 */
record IneffectiveClientSettings(WrittenSettings written) {

    private static final Map<String, String> OF_HANDLERS = Map.of(
            "concurrency", "request.in-flight limits the requests of a connection",
            "order", "request.correlation says how replies are matched",
            "on-error", "an exception reaches the caller");

    /** @param prefix the client's key */
    void check(String prefix, ClientProperties client) {
        if (client.framing() == null) {
            String reason = ", since " + prefix + ".framing is missing: bytes are no requests";
            String remedy = "Remove it, or set " + prefix + ".framing.type, to line for example.";
            reject(prefix + ".request", reason, remedy);
            reject(prefix + ".reconnect", reason, remedy);
            return;
        }
        if (client.mode() == ClientMode.POOLED) {
            reject(
                    prefix + ".reconnect",
                    ", since " + prefix + ".mode is pooled: connections are opened on demand",
                    "Remove it, or set " + prefix + ".mode to shared or single.");
        }
        OF_HANDLERS.forEach(
                (key, instead) -> reject(prefix + ".framing." + key, " on a client: " + instead, "Remove it."));
    }

    private void reject(String key, String reason, String remedy) {
        var property = written.findAtOrBelow(key);
        if (property != null) {
            throw new InvalidSettingException(
                    property.getName().toString(),
                    property.getValue() + UnknownSettingFailureAnalyzer.origin(property),
                    "has no effect" + reason,
                    remedy);
        }
    }
}
