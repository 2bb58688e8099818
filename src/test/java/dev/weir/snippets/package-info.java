/** The examples in the Javadoc, each between its {@code @start} and {@code @end}, and the tests that run them. */
@NullMarked
package dev.weir.snippets;

import org.jspecify.annotations.NullMarked;
