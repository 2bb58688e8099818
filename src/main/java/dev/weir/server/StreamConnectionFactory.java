package dev.weir.server;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.RejectReason;
import dev.weir.proxy.ProxyHeader;
import dev.weir.proxy.ProxyProtocol;
import dev.weir.proxy.ProxyTransport;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionServerListeningEvent;
import org.springframework.util.Assert;

/**
 * The door where a socket becomes a stream: Spring Integration's server connection factory for {@link TcpStream}s.
 *
 * <p>It binds before {@link #start()} returns, so an address in use fails the start. The connection's executor runs nothing
 * but connections. Starting and stopping may be repeated; {@link StreamListener} decides when.
 */
final class StreamConnectionFactory extends AbstractServerConnectionFactory {

    private static final Logger log = LoggerFactory.getLogger(StreamConnectionFactory.class);

    private final ListenerDefinition definition;
    private final ListenerObservation observation;
    private final ListenerStatistics statistics;
    private final Admission admission;
    private final Executor executor;
    private final StreamOptions streamOptions;
    private final LiveConnections live = new LiveConnections();
    private final FailureLog failures = new FailureLog();
    private final RejectionLog refusals;
    private volatile @Nullable AcceptLoop acceptLoop;
    private volatile @Nullable SocketAddress boundAddress;

    StreamConnectionFactory(
            ListenerDefinition definition, ListenerObservation observation, ListenerResources resources) {
        super(definition.address() instanceof StreamAddress.Inet inet ? inet.port() : 0);
        this.definition = definition;
        this.observation = observation;
        this.statistics = observation.statistics();
        this.admission = new Admission(definition.limits(), resources.processLimit());
        this.streamOptions = definition.options().stream().withBuffers(resources.buffers());
        this.executor = resources.executor();
        this.refusals = new RejectionLog(definition.name());
        setTaskExecutor(executor);
        setMapper(new StreamMessageMapper());
        setBacklog(definition.options().backlog());
    }

    /** @throws ListenerStartException if the address cannot be bound */
    @Override
    public void start() {
        lifecycleMonitor.lock();
        try {
            if (isActive()) {
                return;
            }
            Assert.state(getListener() != null, "no channel adapter is registered");
            TcpListener listener = TcpListener.bind(definition.address().toString(), definition.options());
            boundAddress = listener.localAddress();
            setActive(true);
            setListening(true);
            statistics.setUp(true);
            acceptLoop = startAccepting(listener);
            publishListening();
        } catch (IOException e) {
            throw new ListenerStartException(definition, e);
        } finally {
            lifecycleMonitor.unlock();
        }
    }

    private AcceptLoop startAccepting(TcpListener listener) throws IOException {
        try {
            return AcceptLoop.start(listener, statistics, this::accept);
        } catch (RuntimeException | Error e) {
            listener.close();
            throw e;
        }
    }

    /** The event's listeners are the application's: what one throws must not leave a bound port without a listener. */
    private void publishListening() {
        try {
            getApplicationEventPublisher().publishEvent(new TcpConnectionServerListeningEvent(this, getPort()));
        } catch (RuntimeException | Error e) {
            log.error("Listener {}: a listener of Spring Integration's listening event failed", definition.name(), e);
        }
    }

    /** Frees the port; streams go on. */
    void closePort() {
        lifecycleMonitor.lock();
        try {
            AcceptLoop loop = acceptLoop;
            if (loop != null) {
                loop.stop();
            }
            acceptLoop = null;
            boundAddress = null;
            setListening(false);
            statistics.setUp(false);
        } finally {
            lifecycleMonitor.unlock();
        }
    }

    /** Frees the port and ends all streams at once; also Spring's last word, when a drain takes longer than it waits. */
    @Override
    public void stop() {
        closePort();
        live.all().forEach(connection -> connection.end(CloseCause.SHUTDOWN_FORCED));
        super.stop();
    }

    void pause(boolean now) {
        AcceptLoop loop = acceptLoop;
        if (loop != null) {
            loop.pause(now);
        }
    }

    /** Whether the thread that accepts is where it should be. */
    boolean isAccepting() {
        AcceptLoop loop = acceptLoop;
        return loop != null && loop.isAlive();
    }

    FailureLog failures() {
        return failures;
    }

    LiveConnections live() {
        return live;
    }

    /**
     * Runs on the accept thread: whatever takes time is left to the connection's own. What it throws, an executor's refusal
     * for example, has taken no permit and leaves the socket for the caller to close.
     */
    private void accept(Transport socket) {
        ProxyProtocol proxy = definition.layers().proxy();
        RejectReason reason = proxy == null ? admission.admit(socket.remoteAddress()) : admission.admitSocket();
        if (reason != null) {
            reject(socket, reason);
        } else if (proxy == null) {
            begin(socket, executor);
        } else {
            readProxyHeaderAsync(socket, proxy);
        }
    }

    private void readProxyHeaderAsync(Transport socket, ProxyProtocol proxy) {
        try {
            executor.execute(() -> readProxyHeader(socket, proxy));
        } catch (RuntimeException | Error e) {
            admission.releaseSocket();
            throw e;
        }
    }

    /** Hears from a proxy who the client is, and goes on in the same thread. */
    private void readProxyHeader(Transport socket, ProxyProtocol proxy) {
        try {
            admitAndBegin(proxy.accept(socket));
        } catch (IOException e) {
            log.debug("Listener {}: no PROXY header", definition.name(), e);
            admission.releaseSocket();
            reject(socket, RejectReason.PROXY_PROTOCOL);
        } catch (RuntimeException | Error e) {
            log.error("Listener {}: no PROXY header could be read", definition.name(), e);
            admission.releaseSocket();
            reject(socket, RejectReason.PROXY_PROTOCOL);
        }
    }

    private void admitAndBegin(Transport client) {
        RejectReason reason = isListening() ? admission.admitClient(client.remoteAddress()) : RejectReason.DRAINING;
        if (reason != null) {
            admission.releaseSocket();
            reject(client, reason);
            return;
        }
        try {
            begin(client, Runnable::run);
        } catch (RuntimeException | Error e) {
            log.error("Listener {}: a connection could not be served", definition.name(), e);
            close(client);
        }
    }

    /** All permits have been taken: from here on there is a connection, which returns them when it ends. */
    private void begin(Transport transport, Executor runner) {
        StreamConnection connection;
        try {
            connection = connection(transport);
        } catch (RuntimeException | Error e) {
            admission.release(transport.remoteAddress());
            throw e;
        }
        live.add(connection);
        if (!isListening()) {
            // A drain that began after the client was admitted may have looked for live connections already.
            forget(connection);
            reject(transport, RejectReason.DRAINING);
            return;
        }
        try {
            addConnection(connection);
            runner.execute(connection);
        } catch (RuntimeException | Error e) {
            forget(connection);
            throw e;
        }
    }

    private void reject(Transport transport, RejectReason reason) {
        statistics.rejected(reason);
        refusals.note(reason, transport.remoteAddress());
        close(transport);
    }

    private StreamConnection connection(Transport transport) {
        var info = new ConnectionInfo(
                transport.id(),
                definition.name(),
                definition.handlerName(),
                transport.remoteAddress(),
                transport.peerAddress(),
                transport.localAddress(),
                Instant.now(),
                isHealthCheck(transport));
        var observed = new ObservedConnection(info, observation.observer());
        var tls = TlsSetup.of(transport, definition.layers(), streamOptions);
        TcpStream stream = TcpStream.over(observation.observe(tls.transport(), observed), streamOptions);
        var watch = new ConnectionWatch(observed, definition.timeouts(), System.nanoTime());
        var connection = new StreamConnection(
                stream, observed, watch, tls, failures, getApplicationEventPublisher(), this::forget);
        connection.registerListener(getListener());
        connection.setMapper(getMapper());
        return connection;
    }

    private static boolean isHealthCheck(Transport transport) {
        return transport
                .layer(ProxyTransport.class)
                .flatMap(ProxyTransport::header)
                .filter(header -> header.command() == ProxyHeader.Command.LOCAL)
                .isPresent();
    }

    private void forget(StreamConnection connection) {
        connections.remove(connection.getConnectionId());
        if (live.remove(connection)) {
            admission.release(connection.observed().info().remoteAddress());
        }
    }

    /** The descriptor is released even where this fails (close(2)), and whoever calls has given its permits back already. */
    private void close(Transport transport) {
        try {
            transport.close();
        } catch (IOException e) {
            log.debug("Listener {}: closing a connection failed", definition.name(), e);
        }
    }

    /** Connections run in their executor and accepting has a thread of its own, so there is nothing to run here. */
    @Override
    public void run() {
        throw new UnsupportedOperationException("start() starts the accept loop");
    }

    /** The real port where 0 was asked for; 0 for a Unix domain socket. */
    @Override
    public int getPort() {
        return boundAddress instanceof InetSocketAddress inet ? inet.getPort() : super.getPort();
    }

    @Override
    public @Nullable SocketAddress getServerSocketAddress() {
        return boundAddress;
    }

    @Override
    public String getComponentType() {
        return "weir:stream-server-connection-factory";
    }
}
