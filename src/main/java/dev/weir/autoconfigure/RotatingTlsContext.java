package dev.weir.autoconfigure;

import dev.weir.metrics.TlsReloads;
import dev.weir.tls.TlsContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * The current TLS context of an SSL bundle. After an update of the bundle, new connections use its new keys; if they cannot be
 * used, the previous context stays.
 */
final class RotatingTlsContext implements Supplier<TlsContext>, TlsReloads {

    private static final Logger log = LoggerFactory.getLogger(RotatingTlsContext.class);

    private final String bundle;
    private final LongAdder reloads = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile Current current;

    /**
     * What is in use.
     *
     * @param expires when the first of its certificates expires; {@code null} if it has none
     */
    private record Current(TlsContext context, @Nullable Instant expires) {}

    /** @throws RuntimeException if the bundle's keys cannot be used */
    RotatingTlsContext(String name, SslBundle bundle) {
        this.bundle = name;
        this.current = read(bundle);
    }

    @Override
    public TlsContext get() {
        return current.context();
    }

    /** When the first of the certificates in use expires; {@code null} if there is none. */
    @Nullable
    Instant expires() {
        return current.expires();
    }

    void update(SslBundle updated) {
        try {
            current = read(updated);
            reloads.increment();
            log.info("SSL bundle '{}' has been read again; new connections get its certificate", bundle);
        } catch (RuntimeException e) {
            failures.increment();
            log.error("SSL bundle '{}' has changed and cannot be used; the old certificate stays", bundle, e);
        }
    }

    @Override
    public long succeeded() {
        return reloads.sum();
    }

    @Override
    public long failed() {
        return failures.sum();
    }

    private static Current read(SslBundle bundle) {
        SSLContext context = bundle.createSslContext();
        SslOptions options = bundle.getOptions();
        List<String> protocols = options.getEnabledProtocols() == null
                ? TlsContext.of(context).protocols()
                : List.of(options.getEnabledProtocols());
        List<String> ciphers = options.getCiphers() == null ? List.of() : List.of(options.getCiphers());
        return new Current(
                new TlsContext(context, protocols, ciphers),
                CertificateDates.expires(bundle.getStores().getKeyStore()));
    }
}
