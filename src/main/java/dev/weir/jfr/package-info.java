/**
 * Connections as events of JDK Flight Recorder: {@code dev.weir.Accept}, {@code dev.weir.Close}, {@code
 * dev.weir.HandlerError}.
 *
 * <p>Events are written per connection, never per byte; without a recording, an event costs a test of a flag. {@code
 * jfr print --events dev.weir.Close recording.jfr} shows them.
 */
@NullMarked
package dev.weir.jfr;

import org.jspecify.annotations.NullMarked;
