package dev.weir.autoconfigure;

import dev.weir.autoconfigure.WeirProperties.Listener;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/** Settings with a name of the user's choice in their keys. */
enum SettingsGroup {
    LISTENERS("weir.listeners", "listener", Listener.class),
    CLIENTS("weir.clients", "client", ClientProperties.class);

    /** The number of elements in a key up to the name. */
    static final int ELEMENTS = 3;

    private final String root;
    private final String noun;
    private final Class<?> type;

    SettingsGroup(String root, String noun, Class<?> type) {
        this.root = root;
        this.noun = noun;
        this.type = type;
    }

    /** The key that the names are below. */
    ConfigurationPropertyName root() {
        return ConfigurationPropertyName.of(root);
    }

    /** What has the name, for messages. */
    String noun() {
        return noun;
    }

    /** The type that the settings below a name are bound to. */
    Class<?> type() {
        return type;
    }

    /** Returns the group with this root; {@code null} if there is none. */
    static @Nullable SettingsGroup find(ConfigurationPropertyName root) {
        for (SettingsGroup group : values()) {
            if (group.root().equals(root)) {
                return group;
            }
        }
        return null;
    }

    /** The name in a key, as written. */
    static String label(ConfigurationPropertyName key) {
        return key.getElement(ELEMENTS - 1, Form.ORIGINAL);
    }
}
