package dev.weir.server;

import org.jspecify.annotations.Nullable;

/**
 * Drains even if Spring's shutdown fails before it reaches the listeners. Spring Boot's web servers publish an
 * AvailabilityChangeEvent first; if an event listener of the application throws there, the whole shutdown ends, and the process
 * would exit with its streams cut off. The JVM waits for shutdown hooks.
 */
final class ShutdownHook {

    private @Nullable Thread hook;

    /** Registers what to do when the process exits. Repeating it has no effect. */
    synchronized void register(Runnable drain) {
        if (hook == null) {
            Thread thread = Thread.ofPlatform().name("weir-exit").unstarted(drain);
            try {
                Runtime.getRuntime().addShutdownHook(thread);
                hook = thread;
            } catch (IllegalStateException _) {
                // The process is exiting already.
            }
        }
    }

    synchronized void unregister() {
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // The process is exiting; the hook has run or finds nothing to do.
            }
            hook = null;
        }
    }
}
