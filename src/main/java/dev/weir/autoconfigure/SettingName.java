package dev.weir.autoconfigure;

import java.util.regex.Pattern;

/** Checks the names that users choose in keys. */
final class SettingName {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    private SettingName() {}

    /** @throws InvalidSettingException if the name cannot be a metric's label */
    static void check(SettingsGroup group, String name) {
        if (!VALID.matcher(name).matches()) {
            throw new InvalidSettingException(
                    group.root() + "." + name,
                    null,
                    "is not a valid name of a " + group.noun(),
                    "Use letters, digits, '-' and '_', at most 63 of them: the name is a metric's label.");
        }
    }
}
