package dev.weir.server;

import java.time.Duration;

/**
 * How long a connection may take for what; {@link Duration#ZERO} is for ever.
 *
 * @param idle no byte either way
 * @param firstByte from the accept to the client's first byte
 * @param read a single blocked read
 * @param write a single blocked write
 * @param halfClosed no byte once either side has ended its write direction; then it stands in for {@code idle}
 * @param lifetime in all, give or take 10 %, so that connections opened together don't end together
 * @param minRate bytes a second, both ways together, that a connection has to move over each window; 0 for none
 * @param minRateWindow the window
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
