/**
 * The load generator, a process of its own: commands flow in on its standard input, one line each, and for each one line of
 * results flows out.
 *
 * <p>A few threads, each with a selector, drive all connections of a command and compare every byte that comes back with
 * what must come back. The CPU clock of the server is read by the thread that counts the operations, at the moment it
 * starts and stops counting.
 */
@NullMarked
package dev.weir.bench.load;

import org.jspecify.annotations.NullMarked;
