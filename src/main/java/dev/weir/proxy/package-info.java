/**
 * The PROXY protocol, versions 1 and 2, as its authors specify it (HAProxy, doc/proxy-protocol.txt): in flows a
 * connection from a proxy; out flows the same connection without the header that the proxy has put in front, and with the
 * address of the real client.
 *
 * <p>{@link dev.weir.proxy.ProxyProtocol#accept} reads the header on the connection's own thread and waits no longer than
 * it is told. The bytes behind the header are untouched, TLS included, which therefore goes on top:
 *
 * <pre>
 * SocketTransport -> ProxyTransport -> (TLS) -> (observation) -> stream
 * </pre>
 *
 * <p>Depends on {@code dev.weir.stream}, {@code dev.weir.net} and JSpecify only.
 */
@NullMarked
package dev.weir.proxy;

import org.jspecify.annotations.NullMarked;
