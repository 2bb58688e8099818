package dev.weir.server;

import dev.weir.observe.ConnectionObserver;
import dev.weir.observe.ListenerStatistics;
import dev.weir.proxy.ProxyProtocol;
import dev.weir.stream.ListenerOptions;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Real connections without Spring Integration: what a door has made, in order and while it lives. */
final class TestRegistry implements ConnectionRegistry {

    private static final Timeouts NO_TIMEOUTS = new Timeouts(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            0,
            Duration.ofSeconds(1));

    private final ListenerStatistics statistics;
    private final Limits limits;
    private final @Nullable ProxyProtocol proxy;
    private final BlockingQueue<Transport> registered = new LinkedBlockingQueue<>();
    private final Set<StreamConnection> live = ConcurrentHashMap.newKeySet();
    private volatile Consumer<Transport> onRegister = _ -> {};

    TestRegistry(ListenerStatistics statistics, Limits limits, @Nullable ProxyProtocol proxy) {
        this.statistics = statistics;
        this.limits = limits;
        this.proxy = proxy;
    }

    /** A door without limits and without a proxy, whose connections never run. */
    static TestRegistry unlimited(ListenerStatistics statistics) {
        return new TestRegistry(statistics, new Limits(0, 0, 0, _ -> true), null);
    }

    Door door(ConnectionLimit process, Executor executor) {
        return new Door(definition(), new Admission(limits, process), executor, statistics, this);
    }

    /** Sets a step before each registration, which may throw or block. */
    TestRegistry onRegister(Consumer<Transport> step) {
        onRegister = step;
        return this;
    }

    BlockingQueue<Transport> registered() {
        return registered;
    }

    Set<StreamConnection> live() {
        return live;
    }

    private ListenerDefinition definition() {
        return new ListenerDefinition(
                statistics.listener(),
                StreamAddress.parse("127.0.0.1:0"),
                statistics.handler(),
                ListenerOptions.DEFAULT,
                limits,
                NO_TIMEOUTS,
                RateSettings.UNLIMITED,
                new ConnectionLayers(proxy, null, Duration.ZERO));
    }

    @Override
    public StreamConnection register(Transport transport, Permit permit) {
        onRegister.accept(transport);
        var observation = new ListenerObservation(statistics, new ConnectionObserver() {}, true, null);
        var parts = ConnectionParts.assemble(
                transport, definition(), observation, StreamOptions.DEFAULT, new ListenerRates(RateSettings.UNLIMITED));
        var connection = new StreamConnection(parts, permit, this, new FailureLog(), _ -> {});
        live.add(connection);
        registered.add(transport);
        return connection;
    }

    @Override
    public void remove(StreamConnection connection) {
        live.remove(connection);
    }
}
