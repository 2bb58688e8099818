/** Tests of the format verifier, with formats that have faults; apart from it, so that they are not in its jar. */
@NullMarked
package dev.weir.test.verifier;

import org.jspecify.annotations.NullMarked;
