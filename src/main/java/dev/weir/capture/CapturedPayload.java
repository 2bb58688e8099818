package dev.weir.capture;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which part of the payload a capture keeps. The lengths of packets are right in any case. */
public enum CapturedPayload {
    /** No byte. */
    NONE("none", 0),
    /** At most the first 256 bytes of each packet or message. */
    FIRST_256("256", 256),
    /** All bytes. */
    ALL("all", Integer.MAX_VALUE);

    private final String label;
    private final int limit;

    CapturedPayload(String label, int limit) {
        this.label = label;
        this.limit = limit;
    }

    /** The name that operators use. */
    public String label() {
        return label;
    }

    /** Returns how many bytes of a packet's payload are kept. */
    int kept(int length) {
        return Math.min(length, limit);
    }

    /** Returns {@code null} if there is none of that name. */
    public static @Nullable CapturedPayload find(String label) {
        return Arrays.stream(values())
                .filter(payload -> payload.label.equals(label))
                .findFirst()
                .orElse(null);
    }

    /** All names, separated by commas. */
    public static String choices() {
        return Arrays.stream(values()).map(CapturedPayload::label).collect(Collectors.joining(", "));
    }
}
