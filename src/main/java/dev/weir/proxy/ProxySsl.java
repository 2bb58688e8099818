package dev.weir.proxy;

import java.nio.ByteBuffer;
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

    public ProxySsl {
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
