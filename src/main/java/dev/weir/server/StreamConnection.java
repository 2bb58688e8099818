package dev.weir.server;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ObservedConnection;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.integration.ip.tcp.connection.TcpConnectionSupport;
import org.springframework.messaging.Message;

/**
 * One connection as Spring Integration sees it: it sends one message, whose payload is the stream, and is over when that
 * message has been handled.
 */
final class StreamConnection extends TcpConnectionSupport {

    private static final Logger log = LoggerFactory.getLogger(StreamConnection.class);

    private final TcpStream stream;
    private final ObservedConnection observed;
    private final ConnectionWatch watch;
    private final TlsSetup tls;
    private final FailureLog failures;
    private final Consumer<StreamConnection> onEnd;
    private final String id;
    private final AtomicBoolean drainNotified = new AtomicBoolean();

    /** Where the message has led to; touched by the connection's own thread only. */
    private @Nullable TcpStreamHandler handler;

    StreamConnection(
            TcpStream stream,
            ObservedConnection observed,
            ConnectionWatch watch,
            TlsSetup tls,
            FailureLog failures,
            ApplicationEventPublisher publisher,
            Consumer<StreamConnection> onEnd) {
        super(publisher);
        this.stream = stream;
        this.observed = observed;
        this.watch = watch;
        this.tls = tls;
        this.failures = failures;
        this.onEnd = onEnd;
        this.id = observed.info().listener() + "-" + stream.id();
    }

    /** The whole life of the connection, on its own thread. */
    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        String threadName = thread.getName();
        try {
            thread.setName(id);
            conclude(serve());
        } finally {
            thread.setName(threadName);
        }
    }

    /** Returns what the handler, or the way to it, has thrown. */
    private @Nullable Throwable serve() {
        try {
            observed.opened();
            publishConnectionOpenEvent();
            tls.handshake(observed);
            Message<?> message = getMapper().toMessage(this, null);
            if (message != null && getListener() != null) {
                getListener().onMessage(message);
            }
            if (handler != null) {
                handler.handle(stream);
            }
            // The handler's work is over; left in place, the flag would make the flush an abort.
            boolean _ = Thread.interrupted();
            if (stream.isOpen()) {
                stream.flush();
            }
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    /** Names the handler that is to have the stream; what the message brings about. */
    void handler(TcpStreamHandler it) {
        handler = it;
    }

    /**
     * Names the cause, closes the stream and announces the end. Whatever is thrown on the way, for want of memory or of a
     * class, the steps after it are taken: what a connection holds is given back, and the figures add up.
     */
    private void conclude(@Nullable Throwable thrown) {
        try {
            judge(thrown);
        } catch (Throwable e) {
            failed("judging the end failed", e);
        } finally {
            try {
                observed.end(CloseCause.RESOURCE);
                stream.closeInOrder();
            } catch (IOException e) {
                log.debug("Stream {}: closing failed", stream.id(), e);
            } catch (Throwable e) {
                failed("closing failed", e);
            } finally {
                announceEnd();
            }
        }
    }

    private void judge(@Nullable Throwable thrown) {
        HandlerOutcome outcome = HandlerOutcome.of(observed, drainNotified.get(), thrown);
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

    /** Of the cause that the connection ends with, which an event before this one may have named. */
    private String label(CloseCause cause) {
        CloseCause first = observed.cause();
        return first == null ? cause.label() : first.label();
    }

    /** The permit is last: a drain that waits for it finds the end counted, and loses no line of the access log. */
    private void announceEnd() {
        try {
            stream.abort("its connection is over");
        } catch (Throwable e) {
            failed("closing failed", e);
        } finally {
            try {
                observed.closed();
            } catch (Throwable e) {
                failed("announcing the end failed", e);
            } finally {
                publishEnd();
            }
        }
    }

    private void publishEnd() {
        try {
            super.close();
        } catch (Throwable e) {
            failed("a listener of Spring Integration's close event failed", e);
        } finally {
            onEnd.accept(this);
        }
    }

    /** The connection goes on ending, also where not even this can be logged. */
    private void failed(String step, Throwable e) {
        try {
            failures.stepFailed(observed.info(), step, e);
        } catch (Throwable _) {
            // For want of memory, most likely. The metrics have the cause.
        }
    }

    /** Ends the connection from outside; its own thread then does the rest. */
    @Override
    public void close() {
        end(CloseCause.ADMIN);
    }

    /** Ends the connection for that cause, unless it is ending already. Any thread. */
    void end(CloseCause cause) {
        observed.end(cause);
        stream.abort(label(cause));
    }

    /** Tells the handler once that the server is draining, on a thread of its own: its goodbye may block. Any thread. */
    void notifyDrain(TcpStreamHandler handler) {
        if (drainNotified.compareAndSet(false, true)) {
            try {
                Thread.startVirtualThread(() -> callOnDrain(handler));
            } catch (RuntimeException | Error e) {
                // The drain goes on: what is not told is closed at the end of the grace period.
                failed("telling the handler of the drain failed", e);
            }
        }
    }

    private void callOnDrain(TcpStreamHandler handler) {
        try {
            handler.onDrain(stream);
        } catch (Throwable e) {
            if (HandlerOutcome.of(observed, true, e).fault() == HandlerOutcome.Fault.NONE) {
                log.debug("Stream {}: onDrain failed", stream.id(), LoggedThrowable.of(e));
            } else {
                failures.drainFailed(observed.info(), e);
            }
        }
    }

    boolean isDrainNotified() {
        return drainNotified.get();
    }

    ObservedConnection observed() {
        return observed;
    }

    ConnectionWatch watch() {
        return watch;
    }

    @Override
    public boolean isOpen() {
        return stream.isOpen();
    }

    @Override
    public Object getPayload() {
        return stream;
    }

    /** Bytes that went past the stream would go past its buffer and its order. */
    @Override
    public void send(Message<?> message) {
        throw new UnsupportedOperationException("write to the TcpStream in the message's payload");
    }

    @Override
    public String getConnectionId() {
        return id;
    }

    @Override
    public String getConnectionFactoryName() {
        return observed.info().listener();
    }

    @Override
    public boolean isServer() {
        return true;
    }

    /** The address as text: a name would have to be looked up. */
    @Override
    public String getHostName() {
        return getHostAddress();
    }

    @Override
    public String getHostAddress() {
        return switch (stream.remoteAddress()) {
            case InetSocketAddress inet -> inet.getAddress().getHostAddress();
            case UnixDomainSocketAddress unix -> unix.toString();
            default -> "unknown";
        };
    }

    @Override
    public int getPort() {
        return stream.remoteAddress() instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    @Override
    public @Nullable Object getDeserializerStateKey() {
        return null;
    }

    @Override
    public @Nullable SSLSession getSslSession() {
        return null;
    }
}
