package dev.weir.autoconfigure;

import dev.weir.actuate.CaptureSettings;
import java.util.HashMap;
import java.util.Map;

/** Maps settings to {@link CaptureSettings}. */
final class CaptureSettingsMapper {

    /** Where the type of framing tells the protocol, its dissector in Wireshark. */
    private static final Map<FramingType, String> DISSECTORS =
            Map.of(FramingType.MLLP, "hl7", FramingType.SYSLOG, "syslog");

    private CaptureSettingsMapper() {}

    static CaptureSettings of(WeirProperties properties) {
        var dissectors = new HashMap<String, String>();
        properties.listeners().forEach((name, listener) -> {
            FramingProperties framing = listener.framing();
            if (framing != null && framing.type() != null) {
                FramingType.find(framing.type())
                        .map(DISSECTORS::get)
                        .ifPresent(dissector -> dissectors.put(name, dissector));
            }
        });
        return new CaptureSettings(properties.capture().payload(), dissectors);
    }
}
