/** Tools with which an application's tests check what it does with streams and frames. */
@NullMarked
package dev.weir.test;

import org.jspecify.annotations.NullMarked;
