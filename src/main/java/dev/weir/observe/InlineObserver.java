package dev.weir.observe;

/**
 * An observer that is called on the connection's own threads, and therefore must be fast and must not block. Its exceptions are
 * logged and have no other effect.
 */
public interface InlineObserver extends ConnectionObserver {}
