/**
 * Actuator endpoints, health and info, with which operators watch and control listeners and streams.
 *
 * <p>Requests flow in, on the web server's threads; records read from counters flow out. No request waits for a stream.
 */
@NullMarked
package dev.weir.actuate;

import org.jspecify.annotations.NullMarked;
