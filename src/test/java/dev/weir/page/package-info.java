/** The live page in a real browser: what an operator sees and does, and how it looks. */
@NullMarked
package dev.weir.page;

import org.jspecify.annotations.NullMarked;
