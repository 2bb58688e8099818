package dev.weir.server;

/**
 * The result of a drain.
 *
 * @param drained streams whose handlers finished
 * @param forced streams that were closed at the end of the grace period
 */
record DrainResult(int drained, int forced) {

    static final DrainResult NONE = new DrainResult(0, 0);
    static final DrainResult ONE_DRAINED = new DrainResult(1, 0);
    static final DrainResult ONE_FORCED = new DrainResult(0, 1);

    DrainResult plus(DrainResult other) {
        return new DrainResult(drained + other.drained, forced + other.forced);
    }
}
