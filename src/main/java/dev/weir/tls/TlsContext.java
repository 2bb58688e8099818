package dev.weir.tls;

import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Keys, trust and what may be negotiated with them.
 *
 * @param context the keys, and who is trusted
 * @param protocols {@code TLSv1.2} and {@code TLSv1.3}, or one of them
 * @param cipherSuites in the order of preference; empty for the JDK's own choice
 */
public record TlsContext(SSLContext context, List<String> protocols, List<String> cipherSuites) {

    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    public TlsContext {
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("no TLS protocol is enabled; there are " + PROTOCOLS);
        }
        check("TLS protocol", protocols, PROTOCOLS);
        check(
                "cipher suite",
                cipherSuites,
                List.of(context.getSupportedSSLParameters().getCipherSuites()));
    }

    /** A context with TLS 1.2 and 1.3 and the JDK's cipher suites. */
    public static TlsContext of(SSLContext context) {
        return new TlsContext(context, PROTOCOLS, List.of());
    }

    void applyTo(SSLParameters parameters) {
        parameters.setProtocols(protocols.toArray(String[]::new));
        if (!cipherSuites.isEmpty()) {
            parameters.setCipherSuites(cipherSuites.toArray(String[]::new));
        }
    }

    private static void check(String what, List<String> names, List<String> supported) {
        for (String name : names) {
            if (!supported.contains(name)) {
                throw new IllegalArgumentException(
                        "the " + what + " '" + name + "' is not supported; there are " + supported);
            }
        }
    }
}
