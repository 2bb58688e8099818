package dev.weir.stream;

import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A task on a separate virtual thread, and its result. */
public final class Background<T> {

    /** Far more than any task takes, so that only a hang reaches it. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean interruptedAtEnd;

    private Background(Callable<T> task) {
        this.thread = Thread.startVirtualThread(() -> {
            try {
                T value = task.call();
                interruptedAtEnd = Thread.currentThread().isInterrupted();
                result.complete(value);
            } catch (Throwable e) {
                interruptedAtEnd = Thread.currentThread().isInterrupted();
                result.completeExceptionally(e);
            }
        });
    }

    public static <T> Background<T> call(Callable<T> task) {
        return new Background<>(task);
    }

    public static Background<Void> run(Action action) {
        return new Background<>(() -> {
            action.run();
            return null;
        });
    }

    public T get() throws Exception {
        return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The exception that the task has thrown. */
    public Throwable failure() throws InterruptedException, TimeoutException {
        try {
            T value = result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return fail("ended without an exception: " + value);
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    public boolean isDone() {
        return result.isDone();
    }

    public void interrupt() {
        thread.interrupt();
    }

    boolean wasInterruptedAtEnd() {
        return interruptedAtEnd;
    }

    /** Returns once the task is blocked. */
    public Background<T> awaitBlocked() {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> result.isDone()
                        || thread.getState() == Thread.State.WAITING
                        || thread.getState() == Thread.State.TIMED_WAITING);
        return this;
    }

    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }
}
