/** An application of two listeners, to show how applications are tested. */
@NullMarked
package dev.weir.samples.shout;

import org.jspecify.annotations.NullMarked;
