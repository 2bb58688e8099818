package dev.weir.server;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.TcpStream;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.integration.ip.tcp.connection.AbstractServerConnectionFactory;
import org.springframework.integration.ip.tcp.connection.TcpConnectionServerListeningEvent;
import org.springframework.util.Assert;

/**
 * Spring Integration's server connection factory for {@link TcpStream}s: binds, stops and reports the port.
 *
 * <p>The address is bound before {@link #start()} returns, so an address in use fails the start. Starting and stopping may be
 * repeated; {@link StreamListener} decides when.
 *
 * <p>There are three registers of connections, for three reasons. Spring Integration's map drops a connection whose stream is
 * closed whenever {@link #getOpenConnectionIds} is called. {@link LiveConnections} keeps it until its handler has returned,
 * which is what a drain waits for. {@link ListenerStatistics} moves a connection's bytes from the live ones to its totals under
 * one lock, and needs no Spring.
 */
final class StreamConnectionFactory extends AbstractServerConnectionFactory implements ConnectionRegistry {

    private static final Logger log = LoggerFactory.getLogger(StreamConnectionFactory.class);

    /** A balancer sends the PROXY header with its connection. */
    private static final Duration HEADERS_TIMEOUT = Duration.ofSeconds(1);

    private final ListenerDefinition definition;
    private final ListenerObservation observation;
    private final ListenerStatistics statistics;
    private final ListenerRates rates;
    private final Admission admission;
    private final Executor executor;
    private final ListenerBinder binder;
    private final StreamOptions streamOptions;
    private final LiveConnections live = new LiveConnections();
    private final FailureLog failures = new FailureLog();
    private volatile @Nullable Port port;

    /** What exists while the address is bound. */
    private record Port(SocketAddress address, Door door, AcceptLoop loop) {

        void acceptArrivedAndClose() {
            loop.acceptArrivedAndStop();
            door.closeAfterHeaders(HEADERS_TIMEOUT);
        }

        void close() {
            loop.stop();
            door.close();
        }
    }

    StreamConnectionFactory(ListenerDefinition definition, ListenerObservation observation, SharedResources resources) {
        super(definition.address() instanceof StreamAddress.Inet inet ? inet.port() : 0);
        this.definition = definition;
        this.observation = observation;
        this.statistics = observation.statistics();
        this.rates = new ListenerRates(definition.rate());
        this.admission = new Admission(definition.limits(), resources.processLimit());
        this.streamOptions = definition.options().stream().withBuffers(resources.buffers());
        this.executor = resources.executor();
        this.binder = resources.binder();
        setTaskExecutor(executor);
        setMapper(new StreamMessageMapper());
        setBacklog(definition.options().backlog());
    }

    boolean usesSockets() {
        return binder.usesSockets();
    }

    String transport() {
        return binder.transport();
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
            TransportSource source = binder.bind(definition);
            setActive(true);
            setListening(true);
            statistics.setUp(true);
            Port opened = open(source);
            port = opened;
            publishListening(opened.address());
        } catch (IOException e) {
            throw new ListenerStartException(definition, e);
        } finally {
            lifecycleMonitor.unlock();
        }
    }

    private Port open(TransportSource source) throws IOException {
        try {
            var door = new Door(definition, admission, executor, statistics, this);
            return new Port(source.localAddress(), door, AcceptLoop.start(source, statistics, door));
        } catch (RuntimeException | Error e) {
            source.close();
            throw e;
        }
    }

    /** An application's event listener that throws must not stop a listener whose address is bound. */
    private void publishListening(SocketAddress address) {
        try {
            getApplicationEventPublisher().publishEvent(new TcpConnectionServerListeningEvent(this, getPort()));
            getApplicationEventPublisher().publishEvent(new ListenerBoundEvent(definition.name(), address));
        } catch (RuntimeException | Error e) {
            log.error(
                    "Listener {}: an application's listener of the event that it is bound failed",
                    definition.name(),
                    e);
        }
    }

    /** Accepts what has arrived and frees the address; open streams go on. */
    void closePort() {
        closePort(Port::acceptArrivedAndClose);
    }

    private void closePort(Consumer<Port> close) {
        lifecycleMonitor.lock();
        try {
            Port closing = port;
            if (closing != null) {
                close.accept(closing);
            }
            port = null;
            setListening(false);
            statistics.setUp(false);
        } finally {
            lifecycleMonitor.unlock();
        }
    }

    /** Frees the address and ends all streams at once; Spring also calls it when a drain outlasts the phase's timeout. */
    @Override
    public void stop() {
        closePort(Port::close);
        live.all().forEach(connection -> connection.end(CloseCause.SHUTDOWN_FORCED));
        super.stop();
    }

    /** Leaves new connections in the backlog. */
    void pause() {
        Port open = port;
        if (open != null) {
            open.loop().pause();
        }
    }

    void resume() {
        Port open = port;
        if (open != null) {
            open.loop().resume();
        }
    }

    /** Whether the accept thread is alive and not blocked. */
    boolean isAccepting() {
        Port open = port;
        return open != null && open.loop().isAlive();
    }

    FailureLog failures() {
        return failures;
    }

    LiveConnections live() {
        return live;
    }

    @Override
    public StreamConnection register(Transport transport, Permit permit) {
        var parts = ConnectionParts.assemble(transport, definition, observation, streamOptions, rates);
        var connection = new StreamConnection(parts, permit, this, failures, getApplicationEventPublisher());
        connection.registerListener(getListener());
        connection.setMapper(getMapper());
        live.add(connection);
        addConnection(connection);
        return connection;
    }

    @Override
    public void remove(StreamConnection connection) {
        connections.remove(connection.getConnectionId());
        live.remove(connection);
    }

    /** Spring Integration would run its accept loop here; {@link AcceptLoop} has a thread of its own. */
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
        Port open = port;
        return open == null ? null : open.address();
    }

    @Override
    public String getComponentType() {
        return "weir:stream-server-connection-factory";
    }
}
