package dev.weir.tls;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * How a server speaks TLS.
 *
 * <p>The suppliers are asked anew for every connection: what they return from now on is for new connections, and open ones
 * keep what they began with. So a certificate is replaced by having its supplier return another context.
 */
public final class TlsServer {

    private final Supplier<TlsContext> fallback;
    private final ServerNames<Supplier<TlsContext>> serverNames;
    private final ClientAuth clientAuth;
    private final List<String> applicationProtocols;

    /**
     * @param fallback for clients that ask for no host, or one that is not in {@code serverNames}
     * @param serverNames by the host that a client asks for (SNI, RFC 6066), {@code www.example.org}, or
     *     {@code *.example.org} for all that have one label more
     * @param clientAuth what is wanted of clients' certificates
     * @param applicationProtocols the ALPN names (RFC 7301) to agree on, in the order of preference; a client that offers
     *     only others is refused, one that offers none is not; empty for no such negotiation
     * @throws IllegalArgumentException naming a server name or protocol that cannot be one
     */
    public TlsServer(
            Supplier<TlsContext> fallback,
            Map<String, Supplier<TlsContext>> serverNames,
            ClientAuth clientAuth,
            List<String> applicationProtocols) {
        this.fallback = fallback;
        this.serverNames = new ServerNames<>(serverNames);
        this.clientAuth = clientAuth;
        this.applicationProtocols = List.copyOf(applicationProtocols);
        for (String name : applicationProtocols) {
            if (name.isEmpty() || name.length() > 255 || name.chars().anyMatch(c -> c > 255)) {
                throw new IllegalArgumentException("'" + name + "' is not an ALPN protocol name of 1 to 255 bytes");
            }
        }
    }

    /** One context for all, no client certificates, no ALPN. */
    public static TlsServer of(Supplier<TlsContext> context) {
        return new TlsServer(context, Map.of(), ClientAuth.NONE, List.of());
    }

    SSLEngine engine(RecordInput received) throws IOException {
        return engine(serverNames.isEmpty() ? fallback : choose(received));
    }

    private Supplier<TlsContext> choose(RecordInput received) throws IOException {
        Optional<String> name = new ClientHelloReader(received).serverName();
        return name.flatMap(serverNames::find).orElse(fallback);
    }

    private SSLEngine engine(Supplier<TlsContext> supplier) {
        TlsContext context = supplier.get();
        SSLEngine engine = context.context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        context.applyTo(parameters);
        parameters.setUseCipherSuitesOrder(true);
        parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
        switch (clientAuth) {
            case NONE -> parameters.setNeedClientAuth(false);
            case WANT -> parameters.setWantClientAuth(true);
            case NEED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }
}
