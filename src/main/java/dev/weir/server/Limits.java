package dev.weir.server;

import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * Who may connect, and how often.
 *
 * @param maxConnections of the listener at once; 0 for no limit
 * @param maxConnectionsPerClient by client IP, IPv6 by /64; 0 for no limit
 * @param acceptRate new connections a second, with as many at once; 0 for no limit
 * @param access whether the access lists admit a client
 */
public record Limits(int maxConnections, int maxConnectionsPerClient, int acceptRate, Predicate<InetAddress> access) {}
