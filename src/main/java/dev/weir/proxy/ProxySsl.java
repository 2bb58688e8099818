package dev.weir.proxy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * What a proxy says about the TLS that it ended (PP2_TYPE_SSL, section 2.2.6 of the specification).
 *
 * @param client bits: {@value #TLS}, {@value #CERTIFICATE}, {@value #CERTIFICATE_IN_SESSION}
 * @param verified whether the client showed a certificate that the proxy found good
 * @param tlvs the values that go with it
 */
public record ProxySsl(int client, boolean verified, List<ProxyTlv> tlvs) {

    /** The client spoke TLS. */
    public static final int TLS = 0x01;

    /** It showed a certificate on this connection. */
    public static final int CERTIFICATE = 0x02;

    /** It showed a certificate at least once in this TLS session. */
    public static final int CERTIFICATE_IN_SESSION = 0x04;

    private static final int HEAD = 5;

    public ProxySsl {
        tlvs = List.copyOf(tlvs);
    }

    /**
     * The specification has {@code verify} at zero once a certificate was verified. HAProxy leaves it there without a
     * certificate too, so that alone means nothing.
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

    /** {@code TLSv1.3} */
    public Optional<String> version() {
        return text(ProxyTlv.SSL_VERSION);
    }

    /** The cipher suite, in the proxy's spelling. */
    public Optional<String> cipherSuite() {
        return text(ProxyTlv.SSL_CIPHER);
    }

    /** The common name in the client's certificate. */
    public Optional<String> commonName() {
        return text(ProxyTlv.SSL_COMMON_NAME);
    }

    private Optional<String> text(int type) {
        return tlvs.stream().filter(tlv -> tlv.type() == type).findFirst().map(ProxyTlv::text);
    }
}
