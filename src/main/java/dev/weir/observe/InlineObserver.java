package dev.weir.observe;

/**
 * An observer that is called on the connection's own thread, in the middle of things: one that is quick and never blocks.
 * What it throws is logged, and nothing else comes of it.
 */
public interface InlineObserver extends ConnectionObserver {}
