package dev.weir.tls;

import dev.weir.proxy.ProxyProtocol;
import dev.weir.proxy.ProxyTransport;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TlsSession;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A server with the layers below a stream. After the line {@code echo} it returns all bytes that follow; any other line is
 * answered with the properties of the connection.
 */
public final class EdgeServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TcpListener listener;
    private final @Nullable ProxyProtocol proxyProtocol;
    private final @Nullable TlsServer tls;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<ProxyTransport> proxied = new CopyOnWriteArrayList<>();

    private EdgeServer(TcpListener listener, @Nullable ProxyProtocol proxyProtocol, @Nullable TlsServer tls) {
        this.listener = listener;
        this.proxyProtocol = proxyProtocol;
        this.tls = tls;
    }

    public static EdgeServer start(@Nullable ProxyProtocol proxyProtocol, @Nullable TlsServer tls) throws IOException {
        var server = new EdgeServer(TcpListener.bind("127.0.0.1:0"), proxyProtocol, tls);
        Thread.startVirtualThread(server::acceptAll);
        return server;
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    public String address() {
        return listener.toString();
    }

    /** The exceptions with which connections have ended. */
    public List<Throwable> failures() {
        return failures;
    }

    /** The connections that the PROXY protocol accepted. */
    public List<ProxyTransport> proxied() {
        return proxied;
    }

    private void acceptAll() {
        try {
            while (true) {
                Transport transport = listener.acceptTransport();
                Thread.startVirtualThread(() -> serve(transport));
            }
        } catch (ClosedChannelException _) {
            // The test is over.
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private void serve(Transport transport) {
        try (transport) {
            Transport layered = transport;
            if (proxyProtocol != null) {
                ProxyTransport known = proxyProtocol.accept(layered);
                proxied.add(known);
                layered = known;
            }
            if (tls != null) {
                TlsTransport secured = TlsTransport.accept(layered, tls);
                layered = secured;
                handshake(secured);
            }
            try (TcpStream stream = TcpStream.over(layered, StreamOptions.DEFAULT)) {
                answer(stream);
            }
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    /** The close of a stream waits until the peer has read the alert. */
    private static void handshake(TlsTransport secured) throws IOException {
        try {
            secured.handshake(PATIENCE);
        } catch (IOException e) {
            TcpStream.over(secured, StreamOptions.DEFAULT).close();
            throw e;
        }
    }

    private static void answer(TcpStream stream) throws IOException {
        String line = stream.readLine(StandardCharsets.UTF_8, 1000);
        if (line == null) {
            return;
        }
        if (line.equals("echo")) {
            stream.transferTo(stream);
            return;
        }
        StringBuilder answer = new StringBuilder("line=" + line)
                .append(" remote=" + StreamAddress.format(stream.remoteAddress()))
                .append(" peer=" + StreamAddress.format(stream.peerAddress()));
        stream.tls().ifPresent(session -> describe(session, answer));
        stream.writeAll((answer + " .\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void describe(TlsSession session, StringBuilder answer) {
        answer.append(" protocol=" + session.protocol())
                .append(" sni=" + session.serverName().orElse("-"))
                .append(" alpn=" + session.applicationProtocol().orElse("-"))
                .append(" certificates=" + session.peerCertificates().size());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
