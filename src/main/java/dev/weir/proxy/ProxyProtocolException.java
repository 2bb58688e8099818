package dev.weir.proxy;

import java.net.ProtocolException;

/**
 * A connection is refused because of its PROXY header: there is none where one is required, it is wrong, or its sender is
 * not trusted.
 */
public final class ProxyProtocolException extends ProtocolException {

    private static final long serialVersionUID = 1L;

    ProxyProtocolException(String message) {
        super(message);
    }
}
