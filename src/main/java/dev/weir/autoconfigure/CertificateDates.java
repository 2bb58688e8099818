package dev.weir.autoconfigure;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Reads dates of certificates. */
final class CertificateDates {

    private CertificateDates() {}

    /** Returns when the first certificate in a chain of a private key expires; {@code null} if there is none. */
    static @Nullable Instant expires(@Nullable KeyStore keys) {
        Instant first = null;
        try {
            if (keys != null) {
                for (String alias : Collections.list(keys.aliases())) {
                    first = earlier(first, keys.isKeyEntry(alias) ? keys.getCertificateChain(alias) : null);
                }
            }
        } catch (KeyStoreException e) {
            throw new IllegalStateException("the key store has not been loaded", e);
        }
        return first;
    }

    private static @Nullable Instant earlier(@Nullable Instant first, Certificate @Nullable [] chain) {
        Instant earliest = first;
        if (chain != null) {
            for (Certificate certificate : chain) {
                if (certificate instanceof X509Certificate x509) {
                    Instant end = x509.getNotAfter().toInstant();
                    earliest = earliest == null || end.isBefore(earliest) ? end : earliest;
                }
            }
        }
        return earliest;
    }
}
