package dev.weir.tls;

import javax.net.ssl.SSLException;

/**
 * The connection ended during the handshake, or without close_notify (RFC 8446 section 6.1). A third party may have cut it,
 * and the bytes read may not be all that the peer sent.
 */
public final class TlsTruncatedException extends SSLException {

    private static final long serialVersionUID = 1L;

    TlsTruncatedException() {
        this("the connection ended without close_notify: what was read may not be all that was sent");
    }

    TlsTruncatedException(String message) {
        super(message);
    }
}
