package dev.weir.stream;

import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a TLS handshake agreed on.
 *
 * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipherSuite the suite's IANA name
 * @param serverName the host that the client asked for (SNI, RFC 6066)
 * @param applicationProtocol the protocol agreed on (ALPN, RFC 7301)
 * @param peerCertificates the client's certificate and its chain; empty where it sent none
 */
public record TlsSession(
        String protocol,
        String cipherSuite,
        Optional<String> serverName,
        Optional<String> applicationProtocol,
        List<Certificate> peerCertificates) {

    public TlsSession {
        peerCertificates = List.copyOf(peerCertificates);
    }
}
