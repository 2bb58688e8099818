package dev.weir.bench.load;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS 1.3 with one cipher suite, so that all servers do the same work. Every handshake is a full one: an engine that does not
 * know the server's name resumes nothing.
 */
final class TlsWire implements Wire {

    private static final SSLContext CONTEXT = context();
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;

    /** From position to limit: what came and has not been deciphered. */
    private final ByteBuffer in;

    /** From position to limit: what is enciphered and has not gone out. */
    private final ByteBuffer out;

    private boolean hasMore;

    TlsWire(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.engine = CONTEXT.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        engine.setEnabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
        int size = engine.getSession().getPacketBufferSize();
        this.in = ByteBuffer.allocate(size).limit(0);
        this.out = ByteBuffer.allocate(size).limit(0);
        engine.beginHandshake();
    }

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Everybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
        int begin = destination.position();
        hasMore = false;
        while (true) {
            shakeHands();
            Status status = engine.unwrap(in, destination).getStatus();
            int count = destination.position() - begin;
            if (status == Status.CLOSED) {
                return count > 0 ? count : -1;
            }
            if (status == Status.BUFFER_OVERFLOW) {
                hasMore = true;
                return count;
            }
            if (status == Status.BUFFER_UNDERFLOW) {
                int received = channel.read(in.compact());
                in.flip();
                if (received <= 0) {
                    return count > 0 ? count : received;
                }
            }
        }
    }

    @Override
    public boolean hasMore() {
        return hasMore;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int begin = source.position();
        shakeHands();
        while (source.hasRemaining() && isReady() && flush()) {
            wrap(source);
        }
        flush();
        return source.position() - begin;
    }

    @Override
    public boolean wantsToWrite() {
        return out.hasRemaining();
    }

    @Override
    public void finish() throws IOException {
        engine.closeOutbound();
        shakeHands();
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private boolean isReady() {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    /** As far as it goes without the server. */
    private void shakeHands() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> {
                    if (!flush()) {
                        return;
                    }
                    wrap(NOTHING);
                    flush();
                }
                default -> {
                    return;
                }
            }
        }
    }

    private void wrap(ByteBuffer source) throws IOException {
        engine.wrap(source, out.clear());
        out.flip();
    }

    private boolean flush() throws IOException {
        if (out.hasRemaining()) {
            channel.write(out);
        }
        return !out.hasRemaining();
    }

    /** Who the server is does not matter here. */
    private static final class Everybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
