/**
 * The benchmark: Weir as it ships, side by side with what one would take instead.
 *
 * <p>{@link dev.weir.bench.Benchmark} is the command. It starts each {@link dev.weir.bench.Contender} as a process of its
 * own, lets {@link dev.weir.bench.load} drive one at a time, in rounds that take turns, and writes what it measured: every
 * {@link dev.weir.bench.Sample} to a table, medians and quartiles to a report. A {@link dev.weir.bench.Work} says what is
 * done to a server, a {@link dev.weir.bench.Figure} what is read off.
 *
 * <p>The judge is CPU time of the server per operation, compared within a round: rates say little on a machine that others
 * use too.
 */
@NullMarked
package dev.weir.bench;

import org.jspecify.annotations.NullMarked;
