/** A gateway: prices for clients that speak lines, from a server behind it that matches replies by a number. */
@NullMarked
package dev.weir.samples.gateway;

import org.jspecify.annotations.NullMarked;
