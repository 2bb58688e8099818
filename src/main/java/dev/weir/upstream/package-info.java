/**
 * The other side of a gateway: a group of targets, of which one is chosen for each connection.
 *
 * <p>An {@link dev.weir.upstream.Origin}, the client that a connection is opened for, flows in; an {@link
 * dev.weir.upstream.UpstreamConnection} flows out, whose stream is counted and whose end is announced. Clients and listeners that
 * forward use the same {@link dev.weir.upstream.Upstream}: one place decides which target, how often, and whether at all.
 *
 * <pre>
 * Upstream.connect -> TargetGroup: one of the targets that are up -> TargetConnector: addresses, socket, PROXY header, TLS -> UpstreamConnection
 *                     HealthWatch, failed connects -> TargetStatus: up, down, ejected
 *                     LookupWatch, failed connects -> TargetAddresses
 * </pre>
 *
 * <ul>
 *   <li>Only connects are ever repeated, each attempt on another target. Bytes are never sent twice.
 *   <li>A target is its text in the settings; its addresses change underneath. Meters never see a resolved address.
 *   <li>A target that is down costs nothing: it is not tried, and if none is up, a connect fails at once.
 *   <li>New addresses of a name do not make a target up: only a check or a connect does.
 *   <li>Open connections stay where they are, whatever becomes of their target, unless they are to end when it goes down.
 * </ul>
 *
 * <p>{@code connect} runs on the caller's thread; an interrupt, a close of the attempt and a close of the upstream end it. Each target
 * has a virtual thread that checks its health, and one that looks its name up; each upstream one that looks for writes that wait too
 * long. No lock is held while anything blocks. Plain Java.
 */
@NullMarked
package dev.weir.upstream;

import org.jspecify.annotations.NullMarked;
