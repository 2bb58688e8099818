/**
 * TLS 1.2 and 1.3 by the JDK's engine: in flow records, out flow application bytes, and vice versa.
 *
 * <p>{@link dev.weir.tls.TlsServer} has the settings of the accepting side, {@link dev.weir.tls.TlsClient} those of the
 * connecting one. A {@link dev.weir.tls.TlsTransport} wraps the connection's transport, below any code that counts or reads the
 * bytes. It is passive until its {@code handshake} is called on the connection's thread, which should be a virtual one;
 * afterwards at most one reader and one writer use it, as with every transport. A waiting connection holds a few hundred bytes
 * here; outgoing records are in a borrowed buffer. Memory for records that a peer does not complete or does not take counts in
 * a {@link dev.weir.stream.BufferBudget}.
 *
 * <pre>
 * transport -> RecordInput -> (TlsHandshake, then) TlsInput  -> application
 * transport &lt;-               (TlsHandshake, then) TlsOutput &lt;- application
 * </pre>
 *
 * <p>A failure of TLS itself is an {@link javax.net.ssl.SSLException}, a connection that ends without close_notify a
 * {@link dev.weir.tls.TlsTruncatedException}, and a handshake that takes too long a
 * {@link java.net.SocketTimeoutException}; failures of the transport below pass unchanged.
 *
 * <p>Depends on {@code dev.weir.stream}, {@code java.base} and JSpecify only.
 */
@NullMarked
package dev.weir.tls;

import org.jspecify.annotations.NullMarked;
