package dev.weir.tls;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * TLS settings of a server.
 *
 * <p>The suppliers are called for every connection. To replace a certificate, let its supplier return another context: new
 * connections use it, and open connections keep theirs.
 */
public final class TlsServer {

    private final Supplier<TlsContext> fallback;
    private final ServerNames<Supplier<TlsContext>> serverNames;
    private final ClientAuth clientAuth;
    private final List<String> applicationProtocols;

    /**
     * Creates settings with several certificates.
     *
     * @param fallback context for clients that request no host, or one that is not in {@code serverNames}
     * @param serverNames contexts by requested host (SNI, RFC 6066): {@code www.example.org}, or {@code *.example.org} for all
     *     hosts with one more label
     * @param clientAuth whether certificates of clients are requested
     * @param applicationProtocols supported ALPN names (RFC 7301), in order of preference; clients that offer only others are
     *     rejected, clients that offer none are not; empty for no negotiation
     * @throws IllegalArgumentException if a server name or protocol is invalid; the message contains it
     */
    public TlsServer(
            Supplier<TlsContext> fallback,
            Map<String, Supplier<TlsContext>> serverNames,
            ClientAuth clientAuth,
            List<String> applicationProtocols) {
        this.fallback = fallback;
        this.serverNames = new ServerNames<>(serverNames);
        this.clientAuth = clientAuth;
        this.applicationProtocols = ApplicationProtocols.copyOf(applicationProtocols);
    }

    /** Creates settings with one context for all hosts, no client certificates and no ALPN. */
    public static TlsServer of(Supplier<TlsContext> context) {
        return new TlsServer(context, Map.of(), ClientAuth.NONE, List.of());
    }

    SSLEngine engine(RecordInput received) throws IOException {
        return engine(serverNames.isEmpty() ? fallback : contextFor(received));
    }

    private Supplier<TlsContext> contextFor(RecordInput received) throws IOException {
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
