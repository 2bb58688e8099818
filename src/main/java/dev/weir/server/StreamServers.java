package dev.weir.server;

import dev.weir.observe.CloseCause;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
public final class StreamServers
        implements SmartLifecycle, ApplicationListener<ContextClosedEvent>, Ordered, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(StreamServers.class);

    private final Map<String, StreamServer> servers = new LinkedHashMap<>();
    private final DrainSettings drainSettings;
    private final Readiness readiness;
    private final ProcessExit exit = new ProcessExit();
    private final ApplicationContext context;
    private @Nullable Sweeper sweeper;
    private volatile boolean running;

    /** Starting and stopping exclude each other: a stop that comes while listeners start stops them all. */
    private final ReentrantLock transition = new ReentrantLock();

    private final CountDownLatch hurried = new CountDownLatch(1);

    public StreamServers(List<StreamServer> servers, DrainSettings drainSettings, ApplicationContext context) {
        servers.forEach(server -> this.servers.put(server.name(), server));
        this.drainSettings = drainSettings;
        this.readiness = new Readiness(context);
        this.context = context;
    }

    /** In the order of their settings. */
    public Collection<StreamServer> all() {
        return Collections.unmodifiableCollection(servers.values());
    }

    /** The listener of that name, or {@code null}. */
    public @Nullable StreamServer find(String name) {
        return servers.get(name);
    }

    /** Ends a stream, whichever listener it is of; false if there is none of that id. */
    public boolean end(long id, CloseCause cause) {
        return servers.values().stream().anyMatch(server -> server.end(id, cause));
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
            warmUp();
            servers.values().forEach(StreamServer::start);
            if (!servers.isEmpty()) {
                sweeper = Sweeper.start(List.copyOf(servers.values()));
            }
            running = true;
            exit.await(this::stop);
            readiness.accept();
        } catch (RuntimeException | Error e) {
            servers.values().forEach(StreamServers::stopNow);
            throw e;
        }
    }

    private void warmUp() {
        if (servers.isEmpty()) {
            return;
        }
        try {
            WarmUp.run(servers.values().stream()
                    .map(server -> server.definition().edge().tls())
                    .filter(Objects::nonNull)
                    .toList());
        } catch (IOException e) {
            throw new ListenerStartException(servers.values().iterator().next().definition(), e);
        }
    }

    /**
     * The context begins to close. The drain comes first, before others hear of it: executors refuse tasks from this event on,
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
            if (!servers.isEmpty()) {
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
                servers.values().stream().map(this::beginDrain).toList();
        return drains.stream().map(StreamServers::join).reduce(DrainResult.NOTHING, DrainResult::plus);
    }

    /** One listener that cannot drain, for want of a thread for example, keeps no other from it. */
    private CompletableFuture<DrainResult> beginDrain(StreamServer server) {
        try {
            return server.beginDrain(drainSettings);
        } catch (RuntimeException | Error e) {
            log.error("TCP listener '{}': its drain failed; its streams are closed", server.name(), e);
            stopNow(server);
            return CompletableFuture.completedFuture(DrainResult.NOTHING);
        }
    }

    private static void stopNow(StreamServer server) {
        try {
            server.stop();
        } catch (RuntimeException | Error e) {
            log.error("TCP listener '{}' could not be stopped", server.name(), e);
        }
    }

    /** Only where the drain has changed a figure. */
    private void awaitScrape(DrainResult result) {
        if (!drainSettings.scrapeDelay().isZero() && !result.equals(DrainResult.NOTHING)) {
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
            boolean _ = hurried.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The application ends. What is left is closed, counted and announced now, before the process is gone. */
    @Override
    public void destroy() {
        exit.forget();
        hurried.countDown();
        servers.values().forEach(StreamServer::hurry);
        stop();
    }

    private static DrainResult join(CompletableFuture<DrainResult> drain) {
        try {
            return drain.join();
        } catch (CompletionException e) {
            log.debug("A drain failed, as has been logged", e);
            return DrainResult.NOTHING;
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
