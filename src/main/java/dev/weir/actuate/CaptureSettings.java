package dev.weir.actuate;

import java.util.Map;

/**
 * What the settings say about captures.
 *
 * @param payload whether captures may keep payload
 * @param dissectors by listener, the Wireshark dissector of its messages if the request names none
 */
public record CaptureSettings(boolean payload, Map<String, String> dissectors) {

    public CaptureSettings {
        dissectors = Map.copyOf(dissectors);
    }
}
