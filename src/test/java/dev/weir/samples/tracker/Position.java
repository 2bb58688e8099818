package dev.weir.samples.tracker;

import java.time.OffsetDateTime;

/**
 * Where a tracker was.
 *
 * @param valid whether the receiver had a fix; otherwise it is the last known position
 * @param latitude in degrees, north positive
 * @param longitude in degrees, east positive
 */
record Position(String tracker, OffsetDateTime time, boolean valid, double latitude, double longitude, double knots) {}
