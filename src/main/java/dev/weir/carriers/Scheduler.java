package dev.weir.carriers;

/** The scheduler of virtual threads, for the one who adjusts it. One thread. */
interface Scheduler extends AutoCloseable {

    /** Number of carriers that it has. */
    int maxCarriers();

    /**
     * Sets how many of them run virtual threads, at least 1. Takes effect at once if the number grows, and otherwise as carriers run
     * out of work.
     */
    void setCarriers(int carriers);

    /** Whether virtual threads wait for a carrier: an estimate. */
    boolean hasQueue();

    /** Lets all carriers run, and lets another adjust the scheduler. */
    @Override
    void close();
}
