package dev.weir.proxy;

import java.net.ProtocolException;

/**
 * A connection is rejected because of its PROXY header: a required header is missing, the header is invalid, or the peer is
 * not trusted.
 */
public final class ProxyProtocolException extends ProtocolException {

    private static final long serialVersionUID = 1L;

    ProxyProtocolException(String message) {
        super(message);
    }
}
