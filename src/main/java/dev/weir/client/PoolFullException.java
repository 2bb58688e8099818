package dev.weir.client;

import java.io.IOException;
import java.io.Serial;

/** All connections are in use, and as many callers wait as may. No byte has been sent: trying again later is safe. */
public final class PoolFullException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    PoolFullException(String message) {
        super(message);
    }
}
