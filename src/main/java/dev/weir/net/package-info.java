/**
 * Networks: in flows an address and lists of CIDR blocks as people write them; out flows whether one is in the other.
 *
 * <p>Values without state, for any thread. Nothing here looks up a name. Depends on {@code java.base} and JSpecify only.
 */
@NullMarked
package dev.weir.net;

import org.jspecify.annotations.NullMarked;
