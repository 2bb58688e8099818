package dev.weir.upstream;

import dev.weir.proxy.ProxyHeader;
import org.jspecify.annotations.Nullable;

/** The PROXY header for a target: the client's address, what a proxy in front has said about it, and the TLS ended here. */
final class OriginHeader {

    private OriginHeader() {}

    /** @param origin {@code null} for a connection of this process itself */
    static ProxyHeader of(int version, @Nullable Origin origin) {
        if (origin == null) {
            return ProxyHeader.local(version);
        }
        ProxyHeader header = ProxyHeader.of(version, origin.client(), origin.destination());
        ProxyHeader received =
                origin.header().map(ProxyHeader::tlvs).map(header::withTlvs).orElse(header);
        return origin.tls().map(received::withTls).orElse(received);
    }
}
