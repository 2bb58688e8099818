package dev.weir.server;

import dev.weir.observe.CloseCause;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * All listeners of the application. They start last, when everything their handlers need has started, and stop first, while
 * that and the management port are still running. If one cannot start, those that did are stopped and the application fails.
 * Starting and stopping may be repeated, as a context that is paused and restarted does.
 */
public final class StreamListeners
        implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, Ordered, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(StreamListeners.class);

    private final Map<String, StreamListener> listeners = new LinkedHashMap<>();
    private final DrainSettings drainSettings;
    private final Readiness readiness;
    private final ShutdownHook exitHook = new ShutdownHook();
    private final ApplicationContext context;
    private @Nullable Sweeper sweeper;
    private volatile boolean running;

    /** Makes starting and stopping exclusive: a stop during a start waits, and then stops all listeners. */
    private final ReentrantLock transition = new ReentrantLock();

    private final CountDownLatch graceSkipped = new CountDownLatch(1);

    public StreamListeners(List<StreamListener> listeners, DrainSettings drainSettings, ApplicationContext context) {
        listeners.forEach(listener -> this.listeners.put(listener.name(), listener));
        this.drainSettings = drainSettings;
        this.readiness = new Readiness(context);
        this.context = context;
    }

    /** All listeners, in the order of their settings. */
    public Collection<StreamListener> all() {
        return Collections.unmodifiableCollection(listeners.values());
    }

    /** Returns the listener with this name, or {@code null}. */
    public @Nullable StreamListener find(String name) {
        return listeners.get(name);
    }

    /** Ends a stream of any listener, and returns false if there is none with this id. */
    public boolean end(long id, CloseCause cause) {
        return listeners.values().stream().anyMatch(listener -> listener.end(id, cause));
    }

    /** Settings for stopping listeners. */
    public DrainSettings drainSettings() {
        return drainSettings;
    }

    @Override
    public void start() {
        transition.lock();
        try {
            startAll();
        } finally {
            transition.unlock();
        }
    }

    private void startAll() {
        if (running) {
            return;
        }
        try {
            WarmUp.run(definitionsOnSockets());
            listeners.values().forEach(StreamListener::start);
            if (!listeners.isEmpty()) {
                sweeper = Sweeper.start(List.copyOf(listeners.values()));
            }
            running = true;
            exitHook.register(this::stop);
            readiness.accept();
        } catch (RuntimeException | Error e) {
            listeners.values().forEach(StreamListeners::stopNow);
            throw e;
        }
    }

    private List<ListenerDefinition> definitionsOnSockets() {
        return listeners.values().stream()
                .filter(StreamListener::usesSockets)
                .map(StreamListener::definition)
                .toList();
    }

    /**
     * Drains before anything else reacts to the context's closing. Executors refuse tasks from this event on, and pools in the
     * default phase, which is the listeners' own, are stopped next; handlers may need both until the last one has returned. The
     * management port stays open until the drain's counts are final.
     */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext().equals(context)) {
            stop();
        }
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    /** Drains when a context is stopped or paused, but not closed. Lower phases are stopped when this returns. */
    @Override
    public void stop(Runnable callback) {
        try {
            stop();
        } finally {
            callback.run();
        }
    }

    @Override
    public void stop() {
        transition.lock();
        try {
            if (running) {
                running = false;
                stopAll();
            }
        } finally {
            transition.unlock();
        }
    }

    private void stopAll() {
        try {
            if (!listeners.isEmpty()) {
                readiness.refuse();
                awaitDelay();
                DrainResult result = drainAll();
                log.info("TCP listeners stopped: {} streams drained, {} forced", result.drained(), result.forced());
                awaitScrape(result);
            }
        } finally {
            if (sweeper != null) {
                sweeper.stop();
                sweeper = null;
            }
        }
    }

    private DrainResult drainAll() {
        List<CompletableFuture<DrainResult>> drains =
                listeners.values().stream().map(this::beginDrain).toList();
        return drains.stream().map(StreamListeners::join).reduce(DrainResult.NONE, DrainResult::plus);
    }

    /** A listener that cannot drain, for lack of a thread for example, does not affect the others. */
    private CompletableFuture<DrainResult> beginDrain(StreamListener listener) {
        try {
            return listener.beginDrain(drainSettings);
        } catch (RuntimeException | Error e) {
            log.error("TCP listener '{}': its drain failed; its streams are closed", listener.name(), e);
            stopNow(listener);
            return CompletableFuture.completedFuture(DrainResult.NONE);
        }
    }

    private static void stopNow(StreamListener listener) {
        try {
            listener.stop();
        } catch (RuntimeException | Error e) {
            log.error("TCP listener '{}' could not be stopped", listener.name(), e);
        }
    }

    /** Waits only if the drain has changed a count. */
    private void awaitScrape(DrainResult result) {
        if (!drainSettings.scrapeDelay().isZero() && !result.equals(DrainResult.NONE)) {
            log.info(
                    "The management port stays open for {}, so that the final counts can be scraped",
                    drainSettings.scrapeDelay());
            await(drainSettings.scrapeDelay());
        }
    }

    private void awaitDelay() {
        if (drainSettings.delay().isZero()) {
            return;
        }
        log.info(
                "TCP listeners close in {}: readiness is withdrawn, connections are still accepted",
                drainSettings.delay());
        await(drainSettings.delay());
    }

    private void await(Duration time) {
        try {
            boolean _ = graceSkipped.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends any drain at once: remaining streams are closed, counted and announced before the process exits. */
    @Override
    public void destroy() {
        exitHook.unregister();
        graceSkipped.countDown();
        listeners.values().forEach(StreamListener::skipGracePeriod);
        stop();
    }

    private static DrainResult join(CompletableFuture<DrainResult> drain) {
        try {
            return drain.join();
        } catch (CompletionException e) {
            log.debug("A drain failed; it has been logged", e);
            return DrainResult.NONE;
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
