/**
 * Meters for what {@link dev.weir.observe} has counted.
 *
 * <p>Nothing flows through here: the registry asks, and the meters look the numbers up. Every name, tag and description is
 * in {@link dev.weir.metrics.ListenerMeters}. No tag's value can be chosen by a client.
 */
@NullMarked
package dev.weir.metrics;

import org.jspecify.annotations.NullMarked;
