package dev.weir.autoconfigure;

import org.jspecify.annotations.Nullable;

/** A setting is missing or invalid, so the application must not start. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param key the full key, as written in {@code application.yml}
     * @param value the value; {@code null} if the setting is missing
     * @param problem the predicate of a sentence whose subject is the key, such as "must be positive"
     * @param remedy a sentence that says how to correct the setting
     */
    InvalidSettingException(String key, @Nullable Object value, String problem, String remedy) {
        this(key + " " + problem + (value == null ? "" : ": " + value), remedy);
    }

    /**
     * @param message names the full key and the value
     * @param remedy a sentence that says how to correct the setting
     */
    InvalidSettingException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
