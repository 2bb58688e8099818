/**
 * Listeners, on Spring Integration's contracts.
 *
 * <p>Sockets flow in, calls of a {@link dev.weir.stream.TcpStreamHandler} flow out. A socket goes one way, and never back:
 *
 * <pre>
 * AcceptLoop            a thread per listener: a platform thread, or a virtual one if the source prefers that
 *   -> Door             Admission gives a Permit or a reason; PROXY header, on the connection's own virtual thread from here
 *   -> ConnectionParts  TLS, captures, counting and the stream, each a layer on the transport
 *   -> StreamConnection TLS handshake, then one Message&lt;TcpStream&gt;
 *        -> TcpReceivingChannelAdapter -> DirectChannel -> StreamMessageHandler, which sets the handler, and returns
 *   -> TcpStreamHandler.handle(stream)
 * </pre>
 *
 * <p>When {@code handle} returns, the same thread sets the {@link dev.weir.observe.CloseCause}, closes the stream, announces the
 * end and closes the permit. Nothing slow happens on the accept thread. The handler is called after Spring Integration has
 * returned, because a stream that waits would otherwise keep Spring Integration's frames on its stack: 10,376 bytes of heap per
 * idle connection instead of 6,874 (docs/benchmarks/experiments.md, 1).
 *
 * <p>{@link dev.weir.server.StreamListener} is one named listener with its {@link dev.weir.server.ListenerState}; {@link
 * dev.weir.server.StreamListeners} starts listeners last and stops them first. {@code Sweeper} checks the timeouts of every
 * connection; {@code Drain} ends a listener's streams. The {@link dev.weir.upstream.Upstream} of a listener that forwards is started
 * before the listener accepts, and closed once it has drained.
 *
 * <p>Spring Integration has an interface called {@code TcpListener} too, a message callback; it is always named in full here.
 */
@NullMarked
package dev.weir.server;

import org.jspecify.annotations.NullMarked;
