package dev.weir.tls;

import javax.net.ssl.SSLException;

/** This side ends the connection for a reason that the JDK's engine does not check. */
final class TlsRefusedException extends SSLException {

    private static final long serialVersionUID = 1L;

    private final TlsFailure failure;

    TlsRefusedException(TlsFailure failure, String message) {
        super(message);
        this.failure = failure;
    }

    TlsFailure failure() {
        return failure;
    }
}
