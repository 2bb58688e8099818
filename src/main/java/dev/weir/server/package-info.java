/**
 * Listeners at work, on Spring Integration's contracts.
 *
 * <p>In flow sockets, out flow calls of a {@link dev.weir.stream.TcpStreamHandler}:
 *
 * <pre>
 * AcceptLoop (a platform thread per listener)
 *   -> StreamConnectionFactory   the only door: Admission, then a socket becomes a stream, observed
 *   -> ConnectionLayers                            on the connection's own virtual thread from here: PROXY header, TLS handshake
 *   -> StreamConnection                one Message&lt;TcpStream&gt;
 *   -> TcpReceivingChannelAdapter -> DirectChannel -> StreamMessageHandler
 *   -> StreamConnection again          calls TcpStreamHandler.handle(stream)
 * </pre>
 *
 * <p>{@code handle} returns, and the same thread names the {@link dev.weir.observe.CloseCause}, closes the stream and
 * announces the end. Nothing slow happens on the accept thread. {@link dev.weir.server.StreamListener} is one named
 * listener with all of this behind it and its {@link dev.weir.server.ListenerState}; {@link dev.weir.server.StreamListeners} starts
 * them last and stops them first. {@code Sweeper} looks at every connection now and then and ends those whose time is up;
 * {@code Drain} brings a listener's streams to their end.
 *
 * <p>Spring Integration has an interface called {@code TcpListener} too, a message callback; here it is always named in
 * full.
 */
@NullMarked
package dev.weir.server;

import org.jspecify.annotations.NullMarked;
