package dev.weir.tls;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Why TLS failed, in a closed vocabulary. The JDK has messages only. They begin with the alert that the peer is sent, in
 * parentheses (RFC 8446 section 6.2), and these are what is looked for first.
 */
public enum TlsFailure {
    /** The name that the peer asks for is no host name to the JDK (SNI, RFC 6066). First: its message repeats that name. */
    SERVER_NAME("Illegal server name", "Duplicated server name"),
    /** The peer refused what this side sent, its certificate for example, by a fatal alert. */
    ALERT("Received fatal alert"),
    /** A certificate is required, and the peer has sent none. */
    CERTIFICATE_REQUIRED("(certificate_required)", "Empty client certificate chain", "Empty server certificate chain"),
    /** The peer's certificate is unknown, expired, revoked, or not for the host. */
    CERTIFICATE_UNTRUSTED(
            "(certificate_unknown)",
            "(bad_certificate)",
            "(unsupported_certificate)",
            "(certificate_expired)",
            "(certificate_revoked)",
            "(unknown_ca)"),
    /** No version of TLS that both sides have enabled. */
    NO_COMMON_PROTOCOL("(protocol_version)", "No appropriate protocol", "SSLv2Hello", "SSL V2.0", "SSL v2.0"),
    /** No cipher suite, group or signature algorithm that both sides have enabled and this side's key can serve. */
    NO_COMMON_CIPHER(
            "(insufficient_security)",
            "cipher suites in common",
            "No available authentication scheme",
            "signature algorithm",
            "named group"),
    /** None of the application protocols that the peer offers is served (ALPN, RFC 7301). */
    APPLICATION_PROTOCOL("(no_application_protocol)"),
    /** What came is not TLS. */
    PLAINTEXT("plaintext connection", "unrecognized SSL message"),
    /** The connection ended, or was reset, without the peer having finished. */
    TRUNCATED,
    /** A record is longer than TLS allows, or than the memory of all streams' buffers has room for. */
    RECORD_MEMORY("record too big", "(record_overflow)"),
    /** The peer wants to renegotiate, or updates its keys again and again. */
    RENEGOTIATION("renegotiation is not allowed"),
    /** Anything else: a record that cannot be decrypted, a message out of order. */
    OTHER;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes it so.
    private final List<String> messages;

    /** @param messages parts of the JDK's messages */
    TlsFailure(String... messages) {
        this.messages = List.of(messages);
    }

    /** Classifies what a {@link TlsTransport} has thrown, other than a timeout. */
    public static TlsFailure of(IOException e) {
        return switch (e) {
            case TlsTruncatedException _ -> TRUNCATED;
            case TlsRefusedException refused -> refused.failure();
            case SSLException _ -> ofMessage(String.valueOf(e.getMessage()));
            default -> TRUNCATED;
        };
    }

    private static TlsFailure ofMessage(String message) {
        for (TlsFailure failure : values()) {
            if (failure.messages.stream().anyMatch(message::contains)) {
                return failure;
            }
        }
        return OTHER;
    }

    /** The name that outsiders see: {@code no_common_protocol}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
