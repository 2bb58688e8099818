/**
 * The built-in handlers: small services of the early Internet, for trying a listener, and as examples.
 *
 * <p>A handler is called with a stream, on the stream's own thread, and holds no buffer while it waits. Those of frames are
 * called with a frame.
 */
@NullMarked
package dev.weir.handler;

import org.jspecify.annotations.NullMarked;
