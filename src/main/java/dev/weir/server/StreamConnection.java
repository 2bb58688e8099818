package dev.weir.server;

import dev.weir.capture.CaptureTransport;
import dev.weir.observe.CloseCause;
import dev.weir.observe.ObservedConnection;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.messaging.Message;

/**
 * One connection from its first byte to its end.
 *
 * <p>It sends one message, whose payload is the stream, through Spring Integration. The message comes back as a call of {@link
 * #setHandler}, and the handler is called once {@code onMessage} has returned: called from inside, it would have Spring
 * Integration's 21 frames below it on the stack of every stream that waits, which is a third of an idle stream's heap.
 */
final class StreamConnection extends StreamConnectionSupport {

    private static final Logger log = LoggerFactory.getLogger(StreamConnection.class);

    private final TcpStream stream;
    private final ObservedConnection observed;
    private final ConnectionWatch watch;
    private final TlsSetup tls;
    private final Permit permit;
    private final ConnectionRegistry registry;
    private final FailureLog failures;
    private final DrainNotice drainNotice;

    /** Where the message has led to; touched by the connection's own thread only. */
    private @Nullable TcpStreamHandler handler;

    /**
     * @param permit closed at the end, after everything else
     * @param registry the connection is removed from it at the end
     */
    StreamConnection(
            ConnectionParts parts,
            Permit permit,
            ConnectionRegistry registry,
            FailureLog failures,
            ApplicationEventPublisher publisher) {
        super(parts.stream(), parts.observed().info().listener(), publisher);
        this.stream = parts.stream();
        this.observed = parts.observed();
        this.watch = parts.watch();
        this.tls = parts.tls();
        this.permit = permit;
        this.registry = registry;
        this.failures = failures;
        this.drainNotice = new DrainNotice(stream, observed, failures);
    }

    /** The whole life of the connection, on its own thread. */
    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        String threadName = thread.getName();
        try {
            thread.setName(getConnectionId());
            conclude(serve());
        } finally {
            thread.setName(threadName);
        }
    }

    /** Returns what the handler, or a step before it, has thrown. */
    private @Nullable Throwable serve() {
        try {
            observed.opened();
            publishConnectionOpenEvent();
            tls.handshake(observed);
            capture().ifPresent(CaptureTransport::opened);
            Message<?> message = getMapper().toMessage(this, null);
            if (message != null && getListener() != null) {
                getListener().onMessage(message);
            }
            if (handler != null) {
                handler.handle(stream);
            }
            // Left in place, the flag of an interrupted handler would make the flush abort the stream.
            boolean _ = Thread.interrupted();
            if (stream.isOpen()) {
                stream.flush();
            }
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    /** Sets the handler that gets the stream; called while the message is handled. */
    void setHandler(TcpStreamHandler handler) {
        this.handler = handler;
    }

    /**
     * Determines the cause, closes the stream, announces the end and closes the permit. Each step is taken even if one before
     * it throws, for lack of memory or of a class: nothing that the connection holds is lost, and the counts add up.
     */
    private void conclude(@Nullable Throwable thrown) {
        try {
            determineCause(thrown);
        } catch (Throwable e) {
            failures.stepFailed(observed.info(), "determining the cause failed", e);
        } finally {
            try {
                observed.end(CloseCause.RESOURCE);
                stream.closeInOrder();
            } catch (IOException e) {
                log.debug("Stream {}: closing failed", stream.id(), e);
            } catch (Throwable e) {
                failures.stepFailed(observed.info(), "closing failed", e);
            } finally {
                announceEnd();
            }
        }
    }

    private void determineCause(@Nullable Throwable thrown) {
        HandlerOutcome outcome = HandlerOutcome.of(observed, drainNotice.isHeeded(), thrown);
        observed.end(outcome.cause());
        if (thrown == null) {
            return;
        }
        switch (outcome.fault()) {
            case HANDLER -> {
                observed.handlerFailed(thrown);
                failures.handlerFailed(observed.info(), thrown);
            }
            case PROCESS -> failures.stepFailed(observed.info(), "serving failed", thrown);
            case NONE -> log.debug("Stream {}: {}", stream.id(), label(outcome.cause()), LoggedThrowable.of(thrown));
        }
    }

    /** The label of the cause that the connection ends with: an event before {@code cause} takes precedence. */
    private String label(CloseCause cause) {
        CloseCause first = observed.cause();
        return first == null ? cause.label() : first.label();
    }

    /** Counts the end before the connection leaves the registry: a drain waits for that, and must find the end counted. */
    private void announceEnd() {
        try {
            stream.abort("its connection is over");
            endCapture(observed.cause());
        } catch (Throwable e) {
            failures.stepFailed(observed.info(), "closing failed", e);
        } finally {
            try {
                observed.closed();
            } catch (Throwable e) {
                failures.stepFailed(observed.info(), "announcing the end failed", e);
            } finally {
                publishEnd();
            }
        }
    }

    private void publishEnd() {
        try {
            super.close();
        } catch (Throwable e) {
            failures.stepFailed(observed.info(), "a listener of Spring Integration's close event failed", e);
        } finally {
            registry.remove(this);
            permit.close();
        }
    }

    /** Ends the connection from outside; its own thread then takes the remaining steps. */
    @Override
    public void close() {
        end(CloseCause.ADMIN);
    }

    /** Ends the connection for a cause, unless it is ending already. May block. Any thread. */
    void end(CloseCause cause) {
        observed.end(cause);
        stream.abort(label(cause));
    }

    /**
     * Ends the connection as {@link #end} does, on another thread. The cause is set before this returns, so that no later
     * event can set another.
     */
    void endAsync(CloseCause cause) {
        observed.end(cause);
        Thread.startVirtualThread(() -> end(cause));
    }

    /** What the drain has told the handler. */
    DrainNotice drainNotice() {
        return drainNotice;
    }

    ObservedConnection observed() {
        return observed;
    }

    /**
     * Checks the timeouts and ends the connection if one has expired; for the sweeper's thread.
     *
     * @param gapNanos time for which this process did not run before, which counts towards no timeout; 0 for none
     * @param expiring whether an expired timeout ends the connection
     */
    void sweep(long nowNanos, long gapNanos, boolean expiring) {
        if (gapNanos > 0) {
            watch.skip(gapNanos, nowNanos);
        }
        watch.sample(nowNanos);
        CloseCause expired = expiring ? watch.expired(nowNanos) : null;
        if (expired != null) {
            endAsync(expired);
            watch.stop();
        }
    }
}
