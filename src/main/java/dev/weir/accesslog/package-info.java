/**
 * The access log: one line for each connection that has ended, to the logger {@code weir.access}.
 *
 * <p>Lines are written on a separate thread, from a bounded queue ({@link dev.weir.observe.QueuedObserver}), so a
 * console that blocks does not hold up streams. No byte that a client has sent reaches a log, and values that a client
 * can choose otherwise are escaped, so that they can forge neither a line nor a field.
 */
@NullMarked
package dev.weir.accesslog;

import org.jspecify.annotations.NullMarked;
