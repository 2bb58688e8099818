package dev.weir.client;

import java.util.List;

/** Does several things at once: closing connections one after the other could take a second for each. */
final class Parallel {

    private Parallel() {}

    /** Runs all and waits for them; an interrupt ends the wait and stays set. */
    static void run(List<Runnable> work) {
        List<Thread> threads = work.stream().map(Thread::startVirtualThread).toList();
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
