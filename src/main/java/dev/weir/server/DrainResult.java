package dev.weir.server;

/**
 * What came of a drain.
 *
 * @param drained streams whose handlers finished
 * @param forced streams that were closed when the time was up
 */
record DrainResult(int drained, int forced) {

    static final DrainResult NONE = new DrainResult(0, 0);
    static final DrainResult ONE_DRAINED = new DrainResult(1, 0);
    static final DrainResult ONE_FORCED = new DrainResult(0, 1);

    DrainResult plus(DrainResult other) {
        return new DrainResult(drained + other.drained, forced + other.forced);
    }
}
