package dev.weir.carriers;

/** The scheduler of virtual threads, for the one who adjusts it. */
interface Scheduler extends AutoCloseable {

    /** Number of carriers that may run at once. */
    int carriers();

    /** Takes effect at once if the number grows, and otherwise as carriers run out of work. */
    void setCarriers(int carriers);

    /** Whether virtual threads wait for a carrier: an estimate. */
    boolean hasQueue();

    /** Restores the number of carriers, and lets another adjust it. */
    @Override
    void close();
}
