package dev.weir.autoconfigure;

import org.jspecify.annotations.Nullable;

/** A setting with which the application must not start. */
public final class InvalidSettingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param key the whole key, as written in {@code application.yml}
     * @param value what it is set to; {@code null} where it is missing
     * @param problem completes the sentence that begins with the key
     * @param remedy what to do about it
     */
    InvalidSettingException(String key, @Nullable Object value, String problem, String remedy) {
        super(key + " " + problem + (value == null ? "" : ": " + value));
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
