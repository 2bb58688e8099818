package dev.weir.server;

import java.time.Duration;

/**
 * How listeners stop.
 *
 * @param delay not ready any more, still accepting; the time a load balancer needs to notice
 * @param idle how long a stream must have been silent to be told that it should end
 * @param gracePeriod after which what is left is closed
 * @param scrapeDelay how long the management port stays after that, so that the last figures can be scraped
 */
public record DrainSettings(Duration delay, Duration idle, Duration gracePeriod, Duration scrapeDelay) {

    /** Without a scrape to wait for. */
    public DrainSettings(Duration delay, Duration idle, Duration gracePeriod) {
        this(delay, idle, gracePeriod, Duration.ZERO);
    }
}
