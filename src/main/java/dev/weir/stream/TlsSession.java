package dev.weir.stream;

import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The result of a TLS handshake.
 *
 * @param protocol {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipherSuite IANA name of the cipher suite
 * @param serverName host that the client requested (SNI, RFC 6066); empty if it requested none
 * @param applicationProtocol negotiated protocol (ALPN, RFC 7301); empty without negotiation
 * @param peerCertificates certificate chain of the peer, its own certificate first; empty if it sent none
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
