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

/** The session of a framed stream. */
final class StreamFrameSession implements FrameSession {

    private final FramedStream frames;
    private final FrameEncoder encoder;
    private final ConcurrentMap<String, Object> attributes = new ConcurrentHashMap<>();

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
}
