package dev.weir.server;

import java.net.SocketAddress;

/**
 * Published, as an application event, whenever a listener has bound its address.
 *
 * @param listener the listener's name
 * @param address the bound address, with the real port
 */
public record ListenerBoundEvent(String listener, SocketAddress address) {}
