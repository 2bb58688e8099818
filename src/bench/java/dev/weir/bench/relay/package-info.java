/**
 * What a relay costs: {@link dev.weir.bench.relay.IdlePairs} measures the memory of pairs of connections that are just open. The
 * peers are in a process of their own, {@link dev.weir.bench.relay.IdlePeers}.
 */
@NullMarked
package dev.weir.bench.relay;

import org.jspecify.annotations.NullMarked;
