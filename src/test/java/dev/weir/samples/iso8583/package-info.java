/** ISO 8583: card payments in, decisions out, several at once on a connection. */
@NullMarked
package dev.weir.samples.iso8583;

import org.jspecify.annotations.NullMarked;
