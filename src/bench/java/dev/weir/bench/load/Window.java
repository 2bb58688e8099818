package dev.weir.bench.load;

/**
 * When a worker counts.
 *
 * @param warmNanos what passes uncounted first
 * @param onBegin runs on the worker's thread before it counts
 * @param onEnd runs on the worker's thread after it has counted, before the connections are closed
 */
record Window(long warmNanos, long measureNanos, Runnable onBegin, Runnable onEnd) {

    /** The same time for a worker that shares it with one that looks at the clocks. */
    Window unwatched() {
        return new Window(warmNanos, measureNanos, () -> {}, () -> {});
    }
}
