/**
 * TLS 1.2 and 1.3 by the JDK's own engine: in flow records, out flow application bytes, and the other way round.
 *
 * <p>A {@link dev.weir.tls.TlsTransport} goes between a connection's transport and whatever counts or reads its bytes.
 * Nothing happens until its {@code handshake} is called, on the connection's own thread, which is to be a virtual one;
 * the two halves are then used by at most one reader and one writer, as with every transport. A connection that is waiting
 * holds a few hundred bytes here; records on their way out borrow a buffer. What a peer makes us hold, by records that it
 * does not end or does not take, counts into a {@link dev.weir.stream.BufferBudget}.
 *
 * <pre>
 * transport -> RecordInput -> (TlsHandshake, then) TlsInput  -> application
 * transport <-               (TlsHandshake, then) TlsOutput <- application
 * </pre>
 *
 * <p>What goes wrong in TLS itself is an {@link javax.net.ssl.SSLException}, a connection that ends without being finished
 * a {@link dev.weir.tls.TlsTruncatedException}, and a handshake that takes too long a
 * {@link java.net.SocketTimeoutException}; what goes wrong underneath passes as it is.
 *
 * <p>Depends on {@code dev.weir.stream}, {@code java.base} and JSpecify only.
 */
@NullMarked
package dev.weir.tls;

import org.jspecify.annotations.NullMarked;
