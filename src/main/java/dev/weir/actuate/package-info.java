/**
 * Actuator endpoints, health and info, with which operators watch and control listeners and streams.
 *
 * <p>Requests flow in, on the web server's threads; records read from counters flow out. No request waits for a stream.
 *
 * <p>The live page is {@link dev.weir.actuate.WeirEndpoint}; its files are in {@code META-INF/weir/page} of the jar. A relative link
 * in {@code index.html} begins with {@code {weir}/}, which is replaced by the page's own last path segment. A module finds
 * everything else from its own address, without a constant path:
 *
 * <pre>
 * const state = new URL("state", import.meta.url);                           // {base}/{paths.weir}/state
 * const base = import.meta.url.slice(0, -`${paths.weir}/page.js`.length);     // {base}/, of all endpoints
 * const listener = `${base}${paths.listeners}/${encodeURIComponent(name)}`;
 * </pre>
 */
@NullMarked
package dev.weir.actuate;

import org.jspecify.annotations.NullMarked;
