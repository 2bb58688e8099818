package dev.weir.tls;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Keys, trusted certificates and negotiable parameters.
 *
 * @param context the keys and the trusted certificates
 * @param protocols enabled versions: {@code TLSv1.2}, {@code TLSv1.3} or both
 * @param cipherSuites enabled suites in order of preference; empty for the JDK's default
 */
public record TlsContext(SSLContext context, List<String> protocols, List<String> cipherSuites) {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    public TlsContext {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("no TLS protocol is enabled; there are " + PROTOCOLS);
        }
        requireSupported("TLS protocol", protocols, PROTOCOLS);
        requireSupported(
                "cipher suite",
                cipherSuites,
                List.of(context.getSupportedSSLParameters().getCipherSuites()));
    }

    /** Returns a context with TLS 1.2 and 1.3 and the JDK's default cipher suites. */
    public static TlsContext of(SSLContext context) {
        return new TlsContext(context, PROTOCOLS, List.of());
    }

    void applyTo(SSLParameters parameters) {
        parameters.setProtocols(protocols.toArray(String[]::new));
        if (!cipherSuites.isEmpty()) {
            parameters.setCipherSuites(cipherSuites.toArray(String[]::new));
        }
    }

    private static void requireSupported(String kind, List<String> names, List<String> supported) {
        for (String name : names) {
            if (!supported.contains(name)) {
                throw new IllegalArgumentException(
                        "the " + kind + " '" + name + "' is not supported; there are " + supported);
            }
        }
    }
}
