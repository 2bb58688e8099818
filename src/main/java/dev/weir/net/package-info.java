/**
 * IP networks: in flow an address and CIDR blocks in text form; out flows whether a block contains the address.
 *
 * <p>Immutable values, for any thread. No name is looked up. Depends on {@code java.base} and JSpecify only.
 */
@NullMarked
package dev.weir.net;

import org.jspecify.annotations.NullMarked;
