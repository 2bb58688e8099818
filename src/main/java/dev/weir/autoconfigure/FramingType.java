package dev.weir.autoconfigure;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The built-in values of {@code framing.type}. A type's own settings are in a section with the type's name. */
enum FramingType {
    LINE,
    DELIMITER,
    FIXED,
    LENGTH,
    MLLP,
    SYSLOG,
    STX_ETX;

    /** The canonical form in settings. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the type of that name; case, dashes and underscores are ignored, as in names of settings. */
    static Optional<FramingType> find(String name) {
        return Arrays.stream(values())
                .filter(type -> uniform(type.name()).equals(uniform(name)))
                .findFirst();
    }

    private static String uniform(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }
}
