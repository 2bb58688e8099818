/**
 * The handlers that come with Weir: small services of the early Internet, good for trying a listener and as examples.
 *
 * <p>A stream flows in, and nothing else: they run on the stream's thread and hold no buffer while they wait.
 */
@NullMarked
package dev.weir.handler;

import org.jspecify.annotations.NullMarked;
