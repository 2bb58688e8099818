package dev.weir.server;

import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * Limits on who may connect, how often, and how many at once.
 *
 * @param maxConnections concurrent connections of the listener; 0 for no limit
 * @param maxConnectionsPerClient concurrent connections of one client IP address, or IPv6 /64 network; 0 for no limit
 * @param acceptRate new connections per second, with a burst of as many; 0 for no limit
 * @param access whether the access lists admit a client
 */
public record Limits(int maxConnections, int maxConnectionsPerClient, int acceptRate, Predicate<InetAddress> access) {}
