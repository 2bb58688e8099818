package dev.weir.proxy;

import dev.weir.stream.TlsSession;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The TLS connection of the client that the proxy has terminated (PP2_TYPE_SSL, section 2.2.6 of the specification).
 *
 * @param client bit field of {@value #TLS}, {@value #CERTIFICATE} and {@value #CERTIFICATE_IN_SESSION}
 * @param verified whether the client sent a certificate that the proxy has verified
 * @param tlvs further values about the TLS connection
 */
public record ProxySsl(int client, boolean verified, List<ProxyTlv> tlvs) {

    /** Bit: the client connected over TLS. */
    public static final int TLS = 0x01;

    /** Bit: the client sent a certificate on this connection. */
    public static final int CERTIFICATE = 0x02;

    /** Bit: the client sent a certificate at least once in this TLS session. */
    public static final int CERTIFICATE_IN_SESSION = 0x04;

    private static final int HEAD = 5;

    /** @throws IllegalArgumentException if the bit field has more than 8 bits */
    public ProxySsl {
        if (client < 0 || client > 0xFF) {
            throw new IllegalArgumentException("the client's bits in a PROXY header must be from 0 to 255: " + client);
        }
        tlvs = List.copyOf(tlvs);
    }

    /**
     * By the specification, {@code verify} is zero if a certificate was verified. HAProxy sends zero without a certificate as
     * well, so the value means nothing without the bits for a certificate.
     */
    static ProxySsl parse(ByteBuffer value) throws ProxyProtocolException {
        if (value.remaining() < HEAD) {
            throw new ProxyProtocolException("the value for TLS has " + value.remaining() + " bytes, not " + HEAD);
        }
        int client = Byte.toUnsignedInt(value.get());
        boolean hasCertificate = (client & (CERTIFICATE | CERTIFICATE_IN_SESSION)) != 0;
        return new ProxySsl(client, value.getInt() == 0 && hasCertificate, ProxyTlv.parseAll(value));
    }

    /** Returns the first value for TLS; empty if there is none. */
    static Optional<ProxySsl> find(List<ProxyTlv> tlvs) throws ProxyProtocolException {
        for (ProxyTlv tlv : tlvs) {
            if (tlv.type() == ProxyTlv.SSL) {
                return Optional.of(parse(tlv.value()));
            }
        }
        return Optional.empty();
    }

    /** Describes a client's TLS connection that this process has terminated. */
    static ProxySsl of(TlsSession session) {
        List<ProxyTlv> tlvs = new ArrayList<>();
        tlvs.add(ProxyTlv.of(ProxyTlv.SSL_VERSION, session.protocol()));
        tlvs.add(ProxyTlv.of(ProxyTlv.SSL_CIPHER, session.cipherSuite()));
        boolean hasCertificate = !session.peerCertificates().isEmpty();
        if (hasCertificate && session.peerCertificates().getFirst() instanceof X509Certificate certificate) {
            CommonName.of(certificate.getSubjectX500Principal())
                    .ifPresent(name -> tlvs.add(ProxyTlv.of(ProxyTlv.SSL_COMMON_NAME, name)));
        }
        return new ProxySsl(hasCertificate ? TLS | CERTIFICATE_IN_SESSION : TLS, hasCertificate, tlvs);
    }

    /** Encodes {@code verify} by the specification: other than zero without a certificate, too. */
    ProxyTlv toTlv() {
        int length = HEAD + tlvs.stream().mapToInt(ProxyTlv::length).sum();
        ByteBuffer value = ByteBuffer.allocate(length).put((byte) client).putInt(verified ? 0 : 1);
        tlvs.forEach(tlv -> tlv.writeTo(value));
        return new ProxyTlv(ProxyTlv.SSL, value.flip());
    }

    /** Whether a bit of {@link #client} is set. */
    public boolean has(int bit) {
        return (client & bit) != 0;
    }

    /** The TLS version, such as {@code TLSv1.3}. */
    public Optional<String> version() {
        return text(ProxyTlv.SSL_VERSION);
    }

    /** The cipher suite, as the proxy spells it. */
    public Optional<String> cipherSuite() {
        return text(ProxyTlv.SSL_CIPHER);
    }

    /** The common name of the client's certificate. */
    public Optional<String> commonName() {
        return text(ProxyTlv.SSL_COMMON_NAME);
    }

    private Optional<String> text(int type) {
        return tlvs.stream().filter(tlv -> tlv.type() == type).findFirst().map(ProxyTlv::text);
    }
}
