package dev.weir.test;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Runs a check in another thread, so that an endless loop becomes a failure. */
final class TimeLimit {

    private TimeLimit() {}

    /** @param lastInput what the check was examining, for the failure's message */
    static void run(Runnable check, Duration limit, Supplier<byte[]> lastInput) {
        var task = new FutureTask<Void>(check, null);
        Thread thread =
                Thread.ofPlatform().daemon().name("frame-format-verifier").start(task);
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            AssertionError endless =
                    new AssertionError("the format has not come to an end in " + limit + HexDump.of(lastInput.get()));
            endless.setStackTrace(thread.getStackTrace());
            thread.interrupt();
            throw endless;
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while verifying a format");
        }
    }

    private static RuntimeException rethrown(Throwable thrown) {
        if (thrown instanceof Error e) {
            throw e;
        }
        return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
    }
}
