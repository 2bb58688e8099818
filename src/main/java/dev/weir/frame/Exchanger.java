package dev.weir.frame;

import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.StreamOrigin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Handles frames of one connection: conversion, handler, errors, reply, each exchange observed.
 *
 * @param <T> type of a received frame
 */
final class Exchanger<T> {

    private static final Turn AT_ONCE = () -> {};

    private final FrameHandler<T, ?> handler;
    private final FrameCodec<T> codec;
    private final ErrorPolicy policy;
    private final ExchangeObserver observer;
    private final BiConsumer<FrameSession, Exception> failures;
    private final FramedStream frames;
    private final StreamFrameSession session;

    Exchanger(
            FrameHandler<T, ?> handler,
            FrameCodec<T> codec,
            ErrorPolicy policy,
            FrameObservers observers,
            FramedStream frames,
            StreamFrameSession session) {
        this.handler = handler;
        this.codec = codec;
        this.policy = policy;
        this.observer = observers.exchanges().of(session);
        this.failures = observers.failures();
        this.frames = frames;
        this.session = session;
    }

    /** Reads and handles one frame after the other, until the input ends. */
    void handleAll() throws Exception {
        var view = new View<>(this);
        while (view.readNext()) {
            handle(view, AT_ONCE);
            drainIfDue();
        }
    }

    /** After a frame and before the next: ends the connection if the listener drains. For the reading thread. */
    void drainIfDue() throws IOException {
        session.drainIfDue(handler);
    }

    T decode(ByteBuffer payload) throws Exception {
        try {
            return codec.reader().read(payload);
        } catch (FrameException e) {
            frames.observer().rejected(e.error());
            throw e;
        }
    }

    /**
     * Handles one frame.
     *
     * @param frame returns the frame, or throws what its conversion has thrown
     * @param turn returns when the reply may be written
     */
    void handle(Callable<T> frame, Turn turn) throws Exception {
        ExchangeObserver.Exchange exchange = observer.begin(session);
        ExchangeOutcome outcome = ExchangeOutcome.ERROR;
        Throwable failure = null;
        try {
            GatheringSink reply;
            try {
                reply = encode(handler.handle(frame.call(), session));
                outcome = reply == null ? ExchangeOutcome.SILENT : ExchangeOutcome.REPLIED;
            } catch (Exception e) {
                failure = e;
                reply = encode(recover(e));
            }
            turn.await();
            if (reply != null) {
                frames.writer().write(reply);
            }
        } catch (Throwable e) {
            outcome = ExchangeOutcome.ERROR;
            failure = e;
            throw e;
        } finally {
            exchange.end(outcome, failure);
        }
    }

    private @Nullable GatheringSink encode(@Nullable Object reply) throws IOException {
        return reply == null ? null : frames.writer().wrap(codec.encoder().encode(reply));
    }

    private @Nullable Object recover(Exception failure) throws Exception {
        if (isStreams(failure) || failure instanceof InterruptedException) {
            throw failure;
        }
        try {
            return handler.onError(failure, session);
        } catch (Exception e) {
            if (policy == ErrorPolicy.CLOSE
                    || e instanceof ProtocolViolationException
                    || e instanceof InterruptedException
                    || isStreams(e)) {
                throw e;
            }
            failures.accept(session, e);
            return null;
        }
    }

    /** Whether this connection's own stream has failed. */
    private boolean isStreams(Exception failure) {
        StreamOrigin origin = StreamOrigin.of(failure);
        return origin != null && origin.streamId() == session.id();
    }

    /** Waits for earlier frames of the connection. */
    @FunctionalInterface
    interface Turn {
        void await() throws IOException, InterruptedException;
    }

    /**
     * The frame that was read last; one object for all frames of a connection, so that a frame costs none.
     *
     * @param <T> type of a received frame
     */
    private static final class View<T> implements Callable<T> {

        private final Exchanger<T> exchanger;
        private @Nullable ByteBuffer payload;

        View(Exchanger<T> exchanger) {
            this.exchanger = exchanger;
        }

        boolean readNext() throws IOException {
            payload = exchanger.frames.readView();
            return payload != null;
        }

        @Override
        public T call() throws Exception {
            return exchanger.decode(Objects.requireNonNull(payload));
        }
    }
}
