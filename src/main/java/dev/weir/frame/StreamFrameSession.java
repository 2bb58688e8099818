package dev.weir.frame;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TlsSession;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/** The session of a framed stream. */
final class StreamFrameSession implements FrameSession {

    private enum Draining {
        NO,
        /** To be drained between two frames. */
        DUE,
        /** The handler has been told. */
        TOLD
    }

    private final FramedStream frames;
    private final FrameEncoder encoder;
    private final ConcurrentMap<String, Object> attributes = new ConcurrentHashMap<>();
    private final AtomicReference<Draining> draining = new AtomicReference<>(Draining.NO);

    StreamFrameSession(FramedStream frames, FrameEncoder encoder) {
        this.frames = frames;
        this.encoder = encoder;
    }

    private TcpStream stream() {
        return frames.stream();
    }

    @Override
    public long id() {
        return stream().id();
    }

    @Override
    public SocketAddress remoteAddress() {
        return stream().remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return stream().localAddress();
    }

    @Override
    public Optional<TlsSession> tls() {
        return stream().tls();
    }

    @Override
    public Optional<Principal> principal() {
        return tls().flatMap(session -> session.peerCertificates().stream().findFirst())
                .filter(X509Certificate.class::isInstance)
                .map(certificate -> ((X509Certificate) certificate).getSubjectX500Principal());
    }

    @Override
    public ConcurrentMap<String, Object> attributes() {
        return attributes;
    }

    @Override
    public void send(Object frame) throws IOException {
        frames.write(encoder.encode(frame));
        frames.flush();
    }

    @Override
    public void end() throws IOException {
        frames.endInput();
    }

    /** Has the reading thread drain this session between two frames. Any thread. */
    void drainBetweenFrames() {
        draining.compareAndSet(Draining.NO, Draining.DUE);
    }

    /** Between two frames: drains if that is due and the next frame has not begun. For the reading thread. */
    void drainIfDue(FrameHandler<?, ?> handler) throws IOException {
        if (draining.get() == Draining.DUE) {
            // The reply first: a client that sends at once is served until it pauses.
            frames.flush();
            if (stream().isQuiet()) {
                drain(handler);
            }
        }
    }

    /** Tells the handler of the drain, once. Any thread. */
    void drain(FrameHandler<?, ?> handler) throws IOException {
        if (draining.getAndSet(Draining.TOLD) != Draining.TOLD) {
            handler.onDrain(this);
        }
    }
}
