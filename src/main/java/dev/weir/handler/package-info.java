/**
 * The built-in handlers: {@link dev.weir.handler.ForwardHandler}, which connects a client's stream to a target's, and small services
 * of the early Internet, for trying a listener, and as examples.
 *
 * <p>A handler is called with a stream, on the stream's own thread, and holds no buffer while it waits. Those of frames are
 * called with a frame. A forwarded connection has a second thread, for the direction from the target to the client.
 */
@NullMarked
package dev.weir.handler;

import org.jspecify.annotations.NullMarked;
