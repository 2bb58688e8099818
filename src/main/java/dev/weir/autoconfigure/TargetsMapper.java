package dev.weir.autoconfigure;

import dev.weir.stream.StreamAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Maps the texts of an upstream's targets to addresses. */
final class TargetsMapper {

    private static final String FORMS = "Set it to host:port, [v6]:port or unix:/path.";

    private TargetsMapper() {}

    /** @param key the list's key */
    static List<StreamAddress> of(String key, List<String> targets) {
        if (targets.isEmpty()) {
            throw missing(key);
        }
        Map<Object, String> keys = new HashMap<>();
        List<StreamAddress> addresses = new ArrayList<>();
        for (String text : targets) {
            String entry = key + "[" + addresses.size() + "]";
            StreamAddress target = target(entry, text);
            String other = keys.putIfAbsent(identity(target), entry);
            if (other != null) {
                throw new InvalidSettingException(
                        entry, text, "is the same target as " + other, "Name each server once.");
            }
            addresses.add(target);
        }
        return addresses;
    }

    /** Returns the failure for a list without targets. */
    static InvalidSettingException missing(String key) {
        return new InvalidSettingException(
                key,
                null,
                "is missing",
                "Set it to the servers to connect to, each host:port, [v6]:port or unix:/path.");
    }

    private static StreamAddress target(String key, String text) {
        StreamAddress address;
        try {
            address = StreamAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(key, text, "cannot be understood (" + e.getMessage() + ")", FORMS);
        }
        if (address instanceof StreamAddress.Inet inet) {
            if (inet.host().isEmpty() || OwnAddresses.isWildcard(inet)) {
                throw new InvalidSettingException(
                        key,
                        text,
                        "names no host: all interfaces can be listened on, but not connected to",
                        "Set it to the server's host and port, such as 127.0.0.1:" + inet.port() + ".");
            }
            if (inet.port() == 0) {
                throw new InvalidSettingException(
                        key, text, "has the port 0, which cannot be connected to", "Set it to the server's port.");
            }
        }
        return address;
    }

    /** Equal for texts that name the same target; names are not looked up. */
    private static Object identity(StreamAddress address) {
        return switch (address) {
            case StreamAddress.Inet(String host, int port) ->
                new StreamAddress.Inet(host.toLowerCase(Locale.ROOT), port);
            case StreamAddress.Unix(Path path) -> path.toAbsolutePath().normalize();
        };
    }
}
