package dev.weir.server;

import java.time.Duration;

/**
 * How listeners stop.
 *
 * @param delay not ready any more, still accepting; the time a load balancer needs to notice
 * @param idle how long a stream must have been silent to be told that it should end
 * @param gracePeriod after which what is left is closed
 */
public record DrainSettings(Duration delay, Duration idle, Duration gracePeriod) {}
