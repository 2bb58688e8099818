/**
 * What the live page costs the service: {@link dev.weir.bench.live.TickCost} is the command. It starts the service as a process of
 * its own, opens connections to it, and asks for the state as the page does.
 */
@NullMarked
package dev.weir.bench.live;

import org.jspecify.annotations.NullMarked;
