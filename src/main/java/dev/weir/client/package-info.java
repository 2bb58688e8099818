/**
 * Clients of an upstream: bytes on connections that are borrowed and given back, and requests with their replies as frames.
 *
 * <p>A caller's function or request flows in; its result or reply flows out. Where connections go, an {@link
 * dev.weir.upstream.Upstream} alone decides.
 *
 * <pre>
 * TcpClient.use    -> ConnectionPool: place, from the WaitQueue if need be -> Upstream.connect -> LentStream -> function
 * FrameClient.call -> FramePool: room on a connection, likewise -> FrameConnection: write | reader -> Replies -> caller
 *                     Reconnector -> the one connection of a client that is shared or single
 * </pre>
 *
 * <ul>
 *   <li>Only connects are ever repeated. Once a byte may have left, the caller alone decides.
 *   <li>Callers are served in the order of their arrival; how many wait, and for how long, has a limit.
 *   <li>A place is handed from caller to caller: an exception, a timeout or an interrupt cannot lose one. A connect that fails
 *       fails for one caller, and the next one tries for itself.
 *   <li>A connection for bytes is used again only if it is quiet, before and after. A read that times out ends its connection, so
 *       that the late reply cannot reach the next caller.
 *   <li>A reply reaches the caller of its request, or none. Where order alone assigns replies, a request that is given up ends the
 *       connection; where keys do, the late reply is dropped and counted.
 *   <li>A connection that is to stay open is opened again at once, and then at random intervals that grow.
 * </ul>
 *
 * <p>Callers connect, write and wait on their own threads. Each connection for frames has a virtual thread that reads; each client
 * has one that sweeps once a second, and one that connects if its connection is to stay open.
 */
@NullMarked
package dev.weir.client;

import org.jspecify.annotations.NullMarked;
