/**
 * Meters for what {@link dev.weir.observe} counts, and the observations of each handler's run, of each exchange of frames and of
 * each client's request.
 *
 * <p>Totals are looked up when a registry asks: {@link dev.weir.metrics.ListenerMeters}, {@link dev.weir.metrics.FrameMeters},
 * {@link dev.weir.metrics.TargetMeters}, {@link dev.weir.metrics.ClientMeters}, {@link dev.weir.metrics.ReplyMeters}, {@link
 * dev.weir.metrics.ConnectionLimitMeters}, {@link dev.weir.metrics.BufferMeters} and {@link dev.weir.metrics.TlsReloadMeters} bind
 * functions. Durations are recorded as events come, on the connections' own threads, by {@link
 * dev.weir.metrics.ConnectionTimers}, {@link dev.weir.metrics.TlsTimers}, {@link dev.weir.metrics.ConnectTimers}, {@link
 * dev.weir.metrics.AcquireTimers}, {@link dev.weir.metrics.ObservedHandler} or {@link dev.weir.metrics.TimedHandler}, {@link
 * dev.weir.metrics.ObservedExchanges} or {@link dev.weir.metrics.TimedExchanges}, and {@link dev.weir.metrics.ObservedRequests}
 * or {@link dev.weir.metrics.TimedRequests}. Each class has the names, tags and descriptions of its meters; no client can
 * choose a tag's value.
 */
@NullMarked
package dev.weir.metrics;

import org.jspecify.annotations.NullMarked;
