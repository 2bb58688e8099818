/**
 * The PROXY protocol, versions 1 and 2, by its specification (HAProxy, doc/proxy-protocol.txt): in flows a connection from a
 * proxy; out flows the same connection without the header in front, and with the client's address.
 *
 * <p>{@link dev.weir.proxy.ProxyProtocol#accept} reads the header on the connection's thread, within a timeout. The bytes after
 * the header are not interpreted; TLS therefore goes on top:
 *
 * <pre>
 * SocketTransport -> ProxyTransport -> (TLS) -> (observation) -> stream
 * </pre>
 *
 * <p>{@link dev.weir.proxy.ProxyHeader#encode} is the other direction: the bytes that tell a target the client's address.
 *
 * <p>Depends on {@code dev.weir.stream}, {@code dev.weir.net} and JSpecify only.
 */
@NullMarked
package dev.weir.proxy;

import org.jspecify.annotations.NullMarked;
