package dev.weir.server;

import org.jspecify.annotations.Nullable;

/**
 * Drains also where Spring's own shutdown fails before it comes to the listeners. Spring Boot's web servers publish an
 * AvailabilityChangeEvent first; a listener of the application that throws ends the whole shutdown there, and the process would
 * end with all streams cut off. The JVM waits for every shutdown hook.
 */
final class ShutdownHook {

    private @Nullable Thread hook;

    /** Does it when the process exits, from now on. */
    synchronized void register(Runnable drain) {
        if (hook == null) {
            Thread thread = Thread.ofPlatform().name("weir-exit").unstarted(drain);
            try {
                Runtime.getRuntime().addShutdownHook(thread);
                hook = thread;
            } catch (IllegalStateException _) {
                // It exits already.
            }
        }
    }

    synchronized void unregister() {
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // It exits, and the hook has run or finds nothing to do.
            }
            hook = null;
        }
    }
}
