/**
 * What is known of each connection, gathered in one place as the bytes pass.
 *
 * <p>In flow a connection's transport and its events; out flow counters to read and {@link
 * dev.weir.observe.ConnectionObserver} calls. {@link dev.weir.observe.ObservedTransport} counts, on the connection's own
 * threads, into plain fields of its {@link dev.weir.observe.ObservedConnection}; {@link
 * dev.weir.observe.ListenerStatistics} sums them up when somebody asks. Nothing here knows Spring or Micrometer.
 */
@NullMarked
package dev.weir.observe;

import org.jspecify.annotations.NullMarked;
