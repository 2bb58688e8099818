/**
 * The other side of a gateway: a group of targets, of which one is chosen for each connection.
 *
 * <p>An {@link dev.weir.upstream.Origin}, the client that a connection is opened for, flows in; an {@link
 * dev.weir.upstream.UpstreamConnection} flows out, whose stream is counted and whose end is announced. Clients and listeners that
 * forward use the same {@link dev.weir.upstream.Upstream}: one place decides which target, how often, and whether at all.
 *
 * <pre>
 * Upstream.connect -> Balance: one of the targets that are up -> Target: addresses, socket, PROXY header, TLS -> UpstreamConnection
 *                     HealthChecks, failed connects -> TargetHealth: up, down, ejected
 * </pre>
 *
 * <ul>
 *   <li>Only connects are ever repeated, each attempt on another target. Bytes are never sent twice.
 *   <li>A target is its text in the settings; its addresses change underneath. Meters never see a resolved address.
 *   <li>A target that is down costs nothing: it is not tried, and if none is up, a connect fails at once.
 * </ul>
 *
 * <p>{@code connect} runs on the caller's thread. One virtual thread for each target checks its health and looks its name up.
 * Plain Java.
 */
@NullMarked
package dev.weir.upstream;

import org.jspecify.annotations.NullMarked;
