/**
 * How long an application's test waits for its context: {@link dev.weir.bench.slice.TestStart} is the command. It starts each
 * test in a JVM of its own, in turns.
 */
@NullMarked
package dev.weir.bench.slice;

import org.jspecify.annotations.NullMarked;
