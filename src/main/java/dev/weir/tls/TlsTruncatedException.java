package dev.weir.tls;

import javax.net.ssl.SSLException;

/**
 * The connection ended during the handshake, or without the peer having finished (close_notify, RFC 8446 section 6.1):
 * somebody on the way may have cut it, and what was read may not be all that was sent.
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
