/**
 * Listeners at work, on Spring Integration's contracts.
 *
 * <p>In flow sockets, out flow calls of a {@link dev.weir.stream.TcpStreamHandler}:
 *
 * <pre>
 * AcceptLoop (a platform thread per listener)
 *   -> StreamServerConnectionFactory   the only door: a socket becomes a stream, observed
 *   -> StreamConnection                on the connection's own virtual thread: one Message&lt;TcpStream&gt;
 *   -> TcpReceivingChannelAdapter -> DirectChannel -> StreamMessageHandler
 *   -> TcpStreamHandler.handle(stream)
 * </pre>
 *
 * <p>{@code handle} returns, and the same thread names the {@link dev.weir.observe.CloseCause}, closes the stream and
 * announces the end. Nothing slow happens on the accept thread. {@link dev.weir.server.StreamServer} is one named
 * listener with all of this behind it, {@link dev.weir.server.StreamServers} starts them last and stops them first.
 *
 * <p>Spring Integration has an interface called {@code TcpListener} too, a message callback; here it is always named in
 * full.
 */
@NullMarked
package dev.weir.server;

import org.jspecify.annotations.NullMarked;
