/**
 * What an operator asks and orders over actuator: listeners, streams, health, info.
 *
 * <p>In flow requests on the web server's threads; out flow records read from counters. No question waits for a stream.
 */
@NullMarked
package dev.weir.actuate;

import org.jspecify.annotations.NullMarked;
