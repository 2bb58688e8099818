package dev.weir.server;

import java.time.Duration;

/**
 * Timeouts of a connection; {@link Duration#ZERO} disables one.
 *
 * @param idle time without a byte in either direction
 * @param firstByte time from the accept to the client's first byte
 * @param read time that a single read may block
 * @param write time that a single write may block
 * @param halfClosed time without a byte after one side has ended its write direction; replaces {@code idle} then
 * @param lifetime total time, varied by 10 % either way so that connections opened together do not end together
 * @param minRate bytes per second, both directions together, that a connection has to transfer in each window; 0 for none
 * @param minRateWindow length of the window for {@code minRate}
 */
public record Timeouts(
        Duration idle,
        Duration firstByte,
        Duration read,
        Duration write,
        Duration halfClosed,
        Duration lifetime,
        long minRate,
        Duration minRateWindow) {}
