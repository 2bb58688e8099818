package dev.weir.bench.load;

/** A histogram of durations, exact to 3 %. */
final class Latencies {

    private static final int SUB_BITS = 5;
    private static final int SUB = 1 << SUB_BITS;

    private final long[] counts = new long[(Long.SIZE - SUB_BITS) * SUB];
    private long total;

    void record(long nanos) {
        counts[index(Math.max(nanos, 0))]++;
        total++;
    }

    void add(Latencies other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
    }

    /** The duration in nanoseconds that this share of all did not exceed; 0 without any. */
    long quantile(double share) {
        long rank = (long) Math.ceil(share * total);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return upperEnd(i);
            }
        }
        return 0;
    }

    /** Up to 32 exactly; then 32 steps for each power of two. */
    private static int index(long nanos) {
        int shift = Math.max(Long.SIZE - Long.numberOfLeadingZeros(nanos) - SUB_BITS - 1, 0);
        return shift * SUB + (int) (nanos >>> shift);
    }

    private static long upperEnd(int index) {
        int shift = Math.max(index / SUB - 1, 0);
        return ((index - (long) shift * SUB + 1) << shift) - 1;
    }
}
