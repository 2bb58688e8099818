package dev.weir.autoconfigure;

import dev.weir.frame.FrameConverter;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/** One of the ways in which payloads are converted from and to types of the application. */
interface FrameConversion {

    /** Returns a converter that reads frames of the type; {@code null} if there is none. */
    @Nullable
    FrameConverter<?> findReader(ResolvableType type);

    /**
     * Returns a converter that writes values of the type; {@code null} if there is none.
     *
     * @param type class of a value, or the declared type of replies
     */
    @Nullable
    FrameConverter<?> findWriter(Class<?> type);
}
