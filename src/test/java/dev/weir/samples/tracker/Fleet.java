package dev.weir.samples.tracker;

/** The trackers that the application knows. Any thread. */
interface Fleet {

    boolean contains(String tracker);

    void add(Position position);
}
