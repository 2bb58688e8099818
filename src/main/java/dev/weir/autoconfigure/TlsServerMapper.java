package dev.weir.autoconfigure;

import dev.weir.tls.ClientAuth;
import dev.weir.tls.TlsContext;
import dev.weir.tls.TlsServer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Maps {@code ssl} of a listener to a {@link TlsServer}. */
final class TlsServerMapper {

    private TlsServerMapper() {}

    /** Returns {@code null} if the listener has no TLS. */
    static @Nullable TlsServer of(String prefix, WeirProperties.Ssl ssl, TlsContexts contexts) {
        String bundle = ssl.bundle();
        if (bundle == null) {
            if (ssl.clientAuth() != ClientAuth.NONE || !ssl.serverNameBundles().isEmpty()) {
                throw new InvalidSettingException(
                        prefix + ".bundle",
                        null,
                        "is missing, and other settings of " + prefix + " need it",
                        "Set it to the name of an SSL bundle, or remove the others.");
            }
            return null;
        }
        String key = prefix + ".bundle";
        Supplier<TlsContext> fallback = contexts.find(key, bundle);
        if (ssl.clientAuth() == ClientAuth.NEED && !contexts.hasTrustStore(key, bundle)) {
            throw new InvalidSettingException(
                    prefix + ".client-auth",
                    "need",
                    "requires a trust store, and the SSL bundle '" + bundle + "' has none",
                    "Set spring.ssl.bundle.*." + bundle
                            + ".truststore to the authority that issues your clients' certificates.");
        }
        Map<String, Supplier<TlsContext>> byServerName = new LinkedHashMap<>();
        ssl.serverNameBundles()
                .forEach((host, name) ->
                        byServerName.put(host, contexts.find(prefix + ".server-name-bundles[" + host + "]", name)));
        try {
            return new TlsServer(fallback, byServerName, ssl.clientAuth(), ssl.applicationProtocols());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(prefix, null, "cannot be used: " + e.getMessage(), "Correct that name.");
        }
    }
}
