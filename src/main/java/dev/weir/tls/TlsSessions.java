package dev.weir.tls;

import dev.weir.stream.TlsSession;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Reads the result of a handshake from an engine. */
final class TlsSessions {

    private TlsSessions() {}

    static TlsSession of(SSLEngine engine) {
        SSLSession session = engine.getSession();
        String applicationProtocol = engine.getApplicationProtocol();
        return new TlsSession(
                session.getProtocol(),
                session.getCipherSuite(),
                serverName(session),
                Optional.ofNullable(applicationProtocol).filter(name -> !name.isEmpty()),
                mayHavePeerCertificates(engine) ? peerCertificates(session) : List.of());
    }

    private static Optional<String> serverName(SSLSession session) {
        return session instanceof ExtendedSSLSession extended
                ? extended.getRequestedServerNames().stream()
                        .filter(SNIHostName.class::isInstance)
                        .map(name -> ((SNIHostName) name).getAsciiName())
                        .findFirst()
                : Optional.empty();
    }

    /** Avoids the exception that a session without certificates throws: it is expensive if no client has one. */
    private static boolean mayHavePeerCertificates(SSLEngine engine) {
        return engine.getUseClientMode() || engine.getNeedClientAuth() || engine.getWantClientAuth();
    }

    private static List<Certificate> peerCertificates(SSLSession session) {
        try {
            return List.of(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException _) {
            // The peer has sent no certificate, which is allowed.
            return List.of();
        }
    }
}
