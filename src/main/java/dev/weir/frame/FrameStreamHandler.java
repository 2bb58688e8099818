package dev.weir.frame;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.util.Map;

/**
 * Serves a listener's streams with a {@link FrameHandler}. The connection's own thread reads, and with a concurrency of 1 it
 * also handles the frames.
 *
 * @param <T> type of a received frame
 */
public final class FrameStreamHandler<T> implements TcpStreamHandler {

    private final FrameHandler<T, ?> handler;
    private final FrameCodec<T> codec;
    private final FrameOptions options;
    private final FrameObservers observers;
    private final Map<Long, FrameSession> sessions;

    /**
     * Serves one listener.
     *
     * @param listener the listener's name
     * @param sessions the open sessions are kept there by the listener's name
     */
    public FrameStreamHandler(
            FrameHandler<T, ?> handler,
            FrameCodec<T> codec,
            FrameOptions options,
            FrameObservers observers,
            String listener,
            FrameSessions sessions) {
        this.handler = handler;
        this.codec = codec;
        this.options = options;
        this.observers = observers;
        this.sessions = sessions.of(listener);
    }

    @Override
    public void handle(TcpStream stream) throws Exception {
        FramedStream frames = FramedStream.over(
                stream, options.format(), options.timeout(), observers.frames().apply(stream));
        var session = new StreamFrameSession(frames, codec.encoder());
        sessions.put(session.id(), session);
        try {
            handler.onOpen(session);
            var exchanger = new Exchanger<>(handler, codec, options.onError(), observers, frames, session);
            if (options.concurrency() == 1) {
                exchanger.handleAll();
            } else {
                new ConcurrentExchanges<>(exchanger, frames, options).handleAll();
            }
        } finally {
            sessions.remove(session.id());
        }
    }

    @Override
    public void onDrain(TcpStream stream) throws IOException {
        if (sessions.get(stream.id()) instanceof StreamFrameSession session) {
            session.drain(handler);
        } else {
            // The session has not begun yet, or has ended.
            TcpStreamHandler.super.onDrain(stream);
        }
    }

    @Override
    public boolean onDrainWhileBusy(TcpStream stream) {
        if (sessions.get(stream.id()) instanceof StreamFrameSession session) {
            session.drainBetweenFrames();
            return true;
        }
        return false;
    }
}
