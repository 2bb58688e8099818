/**
 * One line for each connection that has ended, to the logger {@code weir.access}.
 *
 * <p>Lines are written on a thread of their own from a bounded queue ({@link dev.weir.observe.QueuedObserver}), so a console
 * that blocks holds up no stream. No byte that a client sent reaches a log, and what is left for it to choose is written so
 * that it can forge neither a line nor a field.
 */
@NullMarked
package dev.weir.accesslog;

import org.jspecify.annotations.NullMarked;
