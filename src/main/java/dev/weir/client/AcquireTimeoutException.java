package dev.weir.client;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** No connection became free in time. No byte has been sent: trying again later is safe. */
public final class AcquireTimeoutException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    AcquireTimeoutException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
