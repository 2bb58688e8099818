/**
 * Keeps the number of carrier threads, on which virtual threads run, at what the load needs.
 *
 * <p>With more carriers than needed, a virtual thread that becomes runnable wakes a carrier that would have nothing else to do, and
 * idle carriers take threads from each other's queues: work that one core could do costs up to twice as much on two. {@link
 * dev.weir.carriers.CarrierControl} begins with one, looks how long virtual threads wait for their turn, adds carriers as soon as
 * that takes milliseconds, and takes them away slowly.
 *
 * <p>What counts is the wait of those that are in the queue of a carrier, as streams that yield are. A new virtual thread says
 * little: the JDK lets it wait until a carrier has emptied its own queue, however short the turns are.
 *
 * <p>The carriers that are not needed wait in the kernel, each with a virtual thread named {@code weir-carrier-off}; the JDK's
 * interfaces and thread dumps show them as running one.
 *
 * <p>The carriers belong to the whole process, so it is for the application to decide: the service does, the library does not.
 */
@NullMarked
package dev.weir.carriers;

import org.jspecify.annotations.NullMarked;
