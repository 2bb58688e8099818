package dev.weir.actuate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The expiry of listeners' certificates. An interface because it depends on the source of the certificates. Any thread. */
@FunctionalInterface
public interface CertificateExpiry {

    /** Returns when the first certificate of a listener that is in use expires; {@code null} if it has none. */
    @Nullable
    Instant of(String listener);
}
