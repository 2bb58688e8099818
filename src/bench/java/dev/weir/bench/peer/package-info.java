/**
 * The servers to compare with, each a main class of its own: what their users would write, in few lines.
 *
 * <p>Arguments: the protocol, {@code echo}, {@code line}, {@code length}, {@code lf} or {@code tls} (echo again), the port on
 * 127.0.0.1, and what a class says itself. With {@code line}, each line that comes in goes out again after a plus sign, in
 * three small writes: the sign, the line, its end. With {@code length}, frames come in after a length of four bytes and go out
 * likewise, and with {@code lf} lines that end with LF.
 */
@NullMarked
package dev.weir.bench.peer;

import org.jspecify.annotations.NullMarked;
