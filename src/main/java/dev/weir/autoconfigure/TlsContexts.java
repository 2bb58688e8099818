package dev.weir.autoconfigure;

import dev.weir.actuate.CertificateExpiry;
import dev.weir.metrics.TlsReloads;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** The TLS contexts of the SSL bundles that are used; each is made once and follows updates of its bundle. */
final class TlsContexts {

    private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);

    private final @Nullable SslBundles bundles;
    private final Map<String, RotatingTlsContext> contexts = new HashMap<>();
    private final Map<String, RotatingTlsContext> forClients = new HashMap<>();

    /** @param bundles the application's bundles; {@code null} for none */
    TlsContexts(@Nullable SslBundles bundles) {
        this.bundles = bundles;
    }

    /**
     * Returns the context for a listener, which needs a private key.
     *
     * @param key the setting that names the bundle
     */
    RotatingTlsContext find(String key, String name) {
        return contexts.computeIfAbsent(name, _ -> make(key, name, true));
    }

    /**
     * Returns the context for connections to servers, which needs no private key. Without a trust store it trusts the authorities
     * that the JDK does.
     *
     * @param key the setting that names the bundle
     */
    RotatingTlsContext findForClients(String key, String name) {
        return forClients.computeIfAbsent(name, _ -> make(key, name, false));
    }

    private RotatingTlsContext make(String key, String name, boolean needsKey) {
        SslBundle bundle = bundle(key, name);
        try {
            if (needsKey) {
                check(key, name, bundle);
            }
            var context = new RotatingTlsContext(name, bundle);
            if (bundles != null) {
                bundles.addBundleUpdateHandler(name, context::update);
            }
            return context;
        } catch (InvalidSettingException e) {
            throw e;
        } catch (Exception e) {
            throw new InvalidSettingException(
                    key, name, "names an SSL bundle that cannot be used (" + e.getMessage() + ")", remedy(name));
        }
    }

    private SslBundle bundle(String key, String name) {
        List<String> names = bundles == null ? List.of() : bundles.getBundleNames();
        if (bundles == null || !names.contains(name)) {
            String known = names.isEmpty() ? "there are none" : "there are " + String.join(", ", names);
            throw new InvalidSettingException(
                    key,
                    name,
                    "names no SSL bundle (" + known + ")",
                    "Define spring.ssl.bundle.pem." + name + " or spring.ssl.bundle.jks." + name
                            + ", or name one that exists.");
        }
        return bundles.getBundle(name);
    }

    /** Returns the reloads of the certificates of each listener with TLS, by listener name. */
    Map<String, List<TlsReloads>> reloads(WeirProperties properties) {
        var reloads = new HashMap<String, List<TlsReloads>>();
        byListener(properties).forEach((name, used) -> reloads.put(name, List.copyOf(used)));
        return reloads;
    }

    /** Returns the expiry of the certificates that each listener uses, as they are replaced. */
    CertificateExpiry expiry(WeirProperties properties) {
        Map<String, List<RotatingTlsContext>> used = byListener(properties);
        return listener -> used.getOrDefault(listener, List.of()).stream()
                .map(RotatingTlsContext::expires)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private Map<String, List<RotatingTlsContext>> byListener(WeirProperties properties) {
        var used = new HashMap<String, List<RotatingTlsContext>>();
        properties.listeners().forEach((name, listener) -> {
            WeirProperties.Ssl ssl = listener.ssl();
            if (listener.enabled() && ssl.bundle() != null) {
                used.put(name, used(ssl.bundle(), ssl.serverNameBundles()));
            }
        });
        return used;
    }

    private List<RotatingTlsContext> used(String bundle, Map<String, String> byServerName) {
        return Stream.concat(Stream.of(bundle), byServerName.values().stream())
                .distinct()
                .<RotatingTlsContext>mapMulti((name, sink) -> {
                    RotatingTlsContext context = contexts.get(name);
                    if (context != null) {
                        sink.accept(context);
                    }
                })
                .toList();
    }

    /** Whether the bundle has a trust store to check clients' certificates with. */
    boolean hasTrustStore(String key, String name) {
        return bundle(key, name).getStores().getTrustStore() != null;
    }

    private static void check(String key, String name, SslBundle bundle) throws KeyStoreException {
        KeyStore keys = bundle.getStores().getKeyStore();
        boolean hasKey = false;
        if (keys != null) {
            for (String alias : Collections.list(keys.aliases())) {
                hasKey |= keys.isKeyEntry(alias);
                warnIfExpired(name, keys.getCertificate(alias));
            }
        }
        if (!hasKey) {
            throw new InvalidSettingException(key, name, "names an SSL bundle without a private key", remedy(name));
        }
    }

    private static void warnIfExpired(String name, @Nullable Certificate certificate) {
        if (certificate instanceof X509Certificate x509) {
            try {
                x509.checkValidity();
            } catch (CertificateException e) {
                log.warn(
                        "SSL bundle '{}': the certificate of {} is valid from {} until {} only; clients will refuse it",
                        name,
                        x509.getSubjectX500Principal(),
                        x509.getNotBefore().toInstant(),
                        x509.getNotAfter().toInstant());
            }
        }
    }

    private static String remedy(String name) {
        return "Look at spring.ssl.bundle.*." + name + ".keystore: it needs a certificate and its private key.";
    }
}
