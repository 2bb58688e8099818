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
 * All listeners of the application. They start last, when what their handlers need is there, and stop first, while that and
 * the management port are still there. One that cannot start stops those that did and fails the application. Starting and
 * stopping may be repeated, as a context does that is paused.
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

    /** Starting and stopping exclude each other: a stop that comes while listeners start stops them all. */
    private final ReentrantLock transition = new ReentrantLock();

    private final CountDownLatch graceSkipped = new CountDownLatch(1);

    public StreamListeners(List<StreamListener> listeners, DrainSettings drainSettings, ApplicationContext context) {
        listeners.forEach(listener -> this.listeners.put(listener.name(), listener));
        this.drainSettings = drainSettings;
        this.readiness = new Readiness(context);
        this.context = context;
    }

    /** In the order of their settings. */
    public Collection<StreamListener> all() {
        return Collections.unmodifiableCollection(listeners.values());
    }

    /** The listener of that name, or {@code null}. */
    public @Nullable StreamListener find(String name) {
        return listeners.get(name);
    }

    /** Ends a stream, whichever listener it is of; false if there is none of that id. */
    public boolean end(long id, CloseCause cause) {
        return listeners.values().stream().anyMatch(listener -> listener.end(id, cause));
    }

    /** How listeners stop. */
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
            WarmUp.run(definitions());
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

    private List<ListenerDefinition> definitions() {
        return listeners.values().stream().map(StreamListener::definition).toList();
    }

    /**
     * The context begins to close. The drain comes first, before others readProxyHeader of it: executors refuse tasks from this event on,
     * and pools of the default phase, which is the listeners' own, are stopped next. So all that handlers use is there until
     * the last one has returned, and the management port until the drain's figures are final.
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

    /** Where a context is stopped or paused only. Returns when the drain is over: lower phases are stopped after it. */
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

    /** One listener that cannot drain, for want of a thread for example, keeps no other from it. */
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

    /** Only where the drain has changed a figure. */
    private void awaitScrape(DrainResult result) {
        if (!drainSettings.scrapeDelay().isZero() && !result.equals(DrainResult.NONE)) {
            log.info(
                    "The management port stays for {}: the drain's figures can be scraped",
                    drainSettings.scrapeDelay());
            await(drainSettings.scrapeDelay());
        }
    }

    private void awaitDelay() {
        if (drainSettings.delay().isZero()) {
            return;
        }
        log.info("TCP listeners close in {}; not ready any more, still accepting", drainSettings.delay());
        await(drainSettings.delay());
    }

    private void await(Duration time) {
        try {
            boolean _ = graceSkipped.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The application ends. What is left is closed, counted and announced now, before the process is gone. */
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
            log.debug("A drain failed, as has been logged", e);
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
