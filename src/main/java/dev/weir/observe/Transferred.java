package dev.weir.observe;

/**
 * Application bytes that have passed.
 *
 * @param read from the sockets
 * @param written to the sockets
 */
public record Transferred(long read, long written) {}
