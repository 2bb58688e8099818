/** What tests share: running processes, what they print and what they measure, and outside programs that may be missing. */
@NullMarked
package dev.weir.testing;

import org.jspecify.annotations.NullMarked;
