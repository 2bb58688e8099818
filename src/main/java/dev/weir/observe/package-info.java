/**
 * The counts, state and events of each connection.
 *
 * <p>A connection's transport and its events flow in; counters to read and calls of {@link
 * dev.weir.observe.ConnectionObserver} flow out. {@link dev.weir.observe.ObservedTransport} counts, on the connection's own
 * threads, into plain fields of its {@link dev.weir.observe.ObservedConnection}; {@link
 * dev.weir.observe.ListenerStatistics} sums them up on request. {@link dev.weir.observe.FrameCounters} does the same with
 * frames, where a listener has them. A thread that looks at the counters at intervals turns them into times and rates: {@link
 * dev.weir.observe.ListenerActivity} has those of a listener. Nothing here depends on Spring or Micrometer.
 */
@NullMarked
package dev.weir.observe;

import org.jspecify.annotations.NullMarked;
