package dev.weir.server;

import dev.weir.observe.ConnectionInfo;
import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.ObservedConnection;
import dev.weir.observe.ObservedTransport;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionServerListeningEvent;
import org.springframework.util.Assert;

/**
 * The door where a socket becomes a stream: Spring Integration's server connection factory for {@link TcpStream}s.
 *
 * <p>It binds before {@link #start()} returns, so an address in use fails the start. The connection's executor runs nothing
 * but connections. Starting and stopping may be repeated.
 */
final class StreamServerConnectionFactory extends AbstractServerConnectionFactory {

    private final ListenerDefinition definition;
    private final ListenerStatistics statistics;
    private final ConnectionObserver observer;
    private final Executor executor;
    private @Nullable AcceptLoop acceptLoop;
    private volatile ServerState state = new ServerState.Stopped();

    StreamServerConnectionFactory(
            ListenerDefinition definition,
            ListenerStatistics statistics,
            ConnectionObserver observer,
            Executor executor) {
        super(definition.address() instanceof StreamAddress.Inet inet ? inet.port() : 0);
        this.definition = definition;
        this.statistics = statistics;
        this.observer = observer;
        this.executor = executor;
        setTaskExecutor(executor);
        setBacklog(definition.options().backlog());
    }

    ServerState state() {
        return state;
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
            setActive(true);
            setListening(true);
            state = new ServerState.Listening(listener.localAddress());
            statistics.listening(true);
            acceptLoop = AcceptLoop.start(definition.name(), listener, statistics, this::accept);
            getApplicationEventPublisher().publishEvent(new TcpConnectionServerListeningEvent(this, getPort()));
        } catch (IOException e) {
            throw new ListenerStartException(definition, e);
        } finally {
            lifecycleMonitor.unlock();
        }
    }

    @Override
    public void stop() {
        lifecycleMonitor.lock();
        try {
            setListening(false);
            statistics.listening(false);
            if (acceptLoop != null) {
                acceptLoop.stop();
                acceptLoop = null;
            }
            state = new ServerState.Stopped();
            super.stop();
        } finally {
            lifecycleMonitor.unlock();
        }
    }

    /** Runs on the accept thread: whatever takes time is left to the connection's own. */
    private void accept(Transport transport) {
        var info = new ConnectionInfo(
                transport.id(),
                definition.name(),
                definition.handlerName(),
                transport.remoteAddress(),
                transport.localAddress(),
                Instant.now());
        var observed = new ObservedConnection(info, observer);
        TcpStream stream = TcpStream.over(new ObservedTransport(transport, observed), definition.options().stream());
        var connection = new StreamConnection(stream, observed, getApplicationEventPublisher(), this::forget);
        try {
            initialize(connection);
            executor.execute(connection);
        } catch (RuntimeException | Error e) {
            stream.abort("it could not be served");
            connections.remove(connection.getConnectionId());
            throw e;
        }
    }

    private void initialize(StreamConnection connection) {
        connection.registerListener(getListener());
        connection.setMapper(getMapper());
        addConnection(connection);
    }

    private void forget(StreamConnection connection) {
        connections.remove(connection.getConnectionId());
    }

    /** Connections run in their executor and accepting has a thread of its own, so there is nothing to run here. */
    @Override
    public void run() {
        throw new UnsupportedOperationException("start() starts the accept loop");
    }

    /** The real port where 0 was asked for; 0 for a Unix domain socket. */
    @Override
    public int getPort() {
        return getServerSocketAddress() instanceof InetSocketAddress inet ? inet.getPort() : super.getPort();
    }

    @Override
    public @Nullable SocketAddress getServerSocketAddress() {
        return state instanceof ServerState.Listening(var address) ? address : null;
    }

    @Override
    public String getComponentType() {
        return "weir:stream-server-connection-factory";
    }
}
