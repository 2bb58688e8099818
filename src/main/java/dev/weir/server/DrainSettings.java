package dev.weir.server;

import java.time.Duration;

/**
 * How listeners stop.
 *
 * @param delay how long listeners still accept after readiness has been withdrawn, so that load balancers can react
 * @param idle how long a stream must have been silent before its handler is notified
 * @param gracePeriod how long streams may take to end before they are closed
 * @param scrapeDelay how long the management port stays open after the drain, so that the final counts can be scraped
 */
public record DrainSettings(Duration delay, Duration idle, Duration gracePeriod, Duration scrapeDelay) {

    /** Settings without a scrape delay. */
    public DrainSettings(Duration delay, Duration idle, Duration gracePeriod) {
        this(delay, idle, gracePeriod, Duration.ZERO);
    }
}
