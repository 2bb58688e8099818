/**
 * Spring Integration on one side, frames on the other.
 *
 * <ul>
 *   <li>{@link dev.weir.integration.FrameSerializer}: a frame format flows in, a serializer and deserializer for stock adapters
 *       flows out.
 *   <li>{@link dev.weir.integration.SerializerFormat}: a serializer and deserializer flow in, a format for framed listeners flows
 *       out.
 *   <li>{@link dev.weir.integration.ChannelFrameHandler}: frames flow to a message channel, one message each, and replies flow
 *       back. {@link dev.weir.integration.FrameSendingMessageHandler} sends messages that reply to none.
 * </ul>
 *
 * <p>Everything here runs on the thread that calls, and one object may serve any number of connections.
 */
@NullMarked
package dev.weir.integration;

import org.jspecify.annotations.NullMarked;
