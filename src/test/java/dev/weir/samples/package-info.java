/**
 * Samples of protocols, one to a package, which docs/protocols.md shows: each is a handler and the page's settings, and is
 * tested with a client of that protocol that is not Weir's ({@code ...SampleTests}), and in memory as its author would test it
 * ({@code ...HandlerTests}).
 */
@NullMarked
package dev.weir.samples;

import org.jspecify.annotations.NullMarked;
