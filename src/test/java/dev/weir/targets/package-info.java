/** Programs of others as targets: each behind a listener that forwards, or called by a client of Weir, and used as its users do. */
@NullMarked
package dev.weir.targets;

import org.jspecify.annotations.NullMarked;
