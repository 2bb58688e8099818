/**
 * Spring Integration on one side, frames on the other.
 *
 * <ul>
 *   <li>{@link dev.weir.integration.FrameSerializer}: a frame format flows in, a serializer and deserializer for stock adapters
 *       flows out.
 *   <li>{@link dev.weir.integration.SerializerFormat}: a serializer and deserializer flow in, a format for framed listeners flows
 *       out.
 * </ul>
 *
 * <p>Everything here runs on the thread that calls, and may be used by any number of connections at once.
 */
@NullMarked
package dev.weir.integration;

import org.jspecify.annotations.NullMarked;
