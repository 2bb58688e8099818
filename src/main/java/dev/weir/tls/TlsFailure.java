package dev.weir.tls;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Reasons for a failure of TLS, classified by the JDK's messages: its exceptions have no other detail. A message starts with
 * the alert sent to the peer, in parentheses (RFC 8446 section 6.2), which is matched first.
 */
public enum TlsFailure {
    /** The requested server name is not a valid host name (SNI, RFC 6066). First, because the message contains that name. */
    SERVER_NAME("Illegal server name", "Duplicated server name"),
    /** The peer rejected the handshake, for example this side's certificate, with a fatal alert. */
    ALERT("Received fatal alert"),
    /** The peer sent no certificate although one is required. */
    CERTIFICATE_REQUIRED("(certificate_required)", "Empty client certificate chain", "Empty server certificate chain"),
    /** The peer's certificate is unknown, expired, revoked or not valid for the host. */
    CERTIFICATE_UNTRUSTED(
            "(certificate_unknown)",
            "(bad_certificate)",
            "(unsupported_certificate)",
            "(certificate_expired)",
            "(certificate_revoked)",
            "(unknown_ca)"),
    /** Both sides have no enabled version of TLS in common. */
    NO_COMMON_PROTOCOL("(protocol_version)", "No appropriate protocol", "SSLv2Hello", "SSL V2.0", "SSL v2.0"),
    /** Both sides have no cipher suite, group or signature algorithm in common that this side's key supports. */
    NO_COMMON_CIPHER(
            "(insufficient_security)",
            "cipher suites in common",
            "No available authentication scheme",
            "signature algorithm",
            "named group"),
    /** No application protocol that the peer offers is supported (ALPN, RFC 7301). */
    APPLICATION_PROTOCOL("(no_application_protocol)"),
    /** The input is not TLS. */
    PLAINTEXT("plaintext connection", "unrecognized SSL message"),
    /** The connection ended or was reset before the peer's close_notify. */
    TRUNCATED,
    /** A record is longer than TLS allows, or too long for the remaining memory of all streams' buffers. */
    RECORD_MEMORY("record too big", "(record_overflow)"),
    /** The peer requests a renegotiation, or updates its keys repeatedly without reading the answers. */
    RENEGOTIATION("renegotiation is not allowed"),
    /** Anything else: a record that cannot be decrypted, a message out of order. */
    OTHER;

    @SuppressWarnings("ImmutableEnumChecker") // Created by List.of.
    private final List<String> messages;

    /** @param messages parts of the JDK's messages that identify the failure */
    TlsFailure(String... messages) {
        this.messages = List.of(messages);
    }

    /** Classifies an exception of a {@link TlsTransport} that is not a timeout. */
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

    /** The name in logs and meters, such as {@code no_common_protocol}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
