/**
 * Clients: pooled connections to an upstream, borrowed and given back.
 *
 * <p>A caller's function flows in; the function's result flows out, after it has used a connection of an {@link
 * dev.weir.upstream.Upstream}, which alone decides where connections go. Everything runs on the caller's thread; one virtual thread
 * a client closes idle connections.
 *
 * <pre>
 * TcpClient.use -> ConnectionPool: place, from the WaitQueue if need be -> Upstream.connect -> LentStream -> function
 * </pre>
 *
 * <ul>
 *   <li>Only connects are ever repeated. Once a byte may have left, the caller alone decides.
 *   <li>Callers are served in the order of their arrival; how many wait, and for how long, has a limit.
 *   <li>A place is handed from caller to caller, never counted: an exception, a timeout or an interrupt cannot lose one.
 *   <li>A connection is used again only if it is quiet, before and after. A read that times out ends its connection, so that
 *       the late reply cannot reach the next caller.
 * </ul>
 */
@NullMarked
package dev.weir.client;

import org.jspecify.annotations.NullMarked;
