package dev.weir.server;

import dev.weir.observe.CloseCause;
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
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * All listeners of the application. They start last, when what their handlers need is there, and stop first, while the
 * management port still answers. One that cannot start stops those that did and fails the application.
 */
public final class StreamServers implements SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(StreamServers.class);

    private final Map<String, StreamServer> servers = new LinkedHashMap<>();
    private final DrainSettings drainSettings;
    private final ApplicationContext context;
    private @Nullable Sweeper sweeper;
    private volatile boolean running;

    /** Starting and stopping exclude each other: a stop that comes while listeners start stops them all. */
    private final ReentrantLock transition = new ReentrantLock();

    private final CountDownLatch hurried = new CountDownLatch(1);

    public StreamServers(List<StreamServer> servers, DrainSettings drainSettings, ApplicationContext context) {
        servers.forEach(server -> this.servers.put(server.name(), server));
        this.drainSettings = drainSettings;
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
        try {
            servers.values().forEach(StreamServer::start);
            sweeper = Sweeper.start(List.copyOf(servers.values()));
            running = true;
        } catch (RuntimeException | Error e) {
            servers.values().forEach(StreamServer::stop);
            throw e;
        }
    }

    /** On a thread of its own, so that what else stops at this time need not wait. */
    @Override
    public void stop(Runnable callback) {
        Thread.ofPlatform().name("weir-shutdown").start(() -> {
            try {
                stop();
            } finally {
                callback.run();
            }
        });
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
        if (servers.isEmpty()) {
            return;
        }
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        awaitDelay();
        List<CompletableFuture<DrainResult>> drains = servers.values().stream()
                .map(server -> server.beginDrain(drainSettings))
                .toList();
        DrainResult result = drains.stream().map(StreamServers::join).reduce(DrainResult.NOTHING, DrainResult::plus);
        log.info("TCP listeners stopped: {} streams drained, {} forced", result.drained(), result.forced());
        if (sweeper != null) {
            sweeper.stop();
        }
    }

    private void awaitDelay() {
        if (drainSettings.delay().isZero()) {
            return;
        }
        log.info("TCP listeners close in {}; not ready any more, still accepting", drainSettings.delay());
        try {
            boolean _ = hurried.await(drainSettings.delay().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The application ends, and nobody waits for {@link #stop(Runnable)} any more if that takes longer than Spring allows
     * a phase: what is left is closed, counted and announced now, before the process is gone.
     */
    @Override
    public void destroy() {
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
