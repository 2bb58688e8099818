/** A server for GPS trackers that speak H02. */
@NullMarked
package dev.weir.samples.tracker;

import org.jspecify.annotations.NullMarked;
