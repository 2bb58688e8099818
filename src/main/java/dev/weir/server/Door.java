package dev.weir.server;

import dev.weir.observe.ListenerStatistics;
import dev.weir.observe.RejectReason;
import dev.weir.proxy.ProxyProtocol;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place where a socket becomes a connection.
 *
 * <p>An accepted socket is admitted or rejected, and continues as a {@link StreamConnection} on a thread of the executor.
 * Behind a proxy the header is read on that thread first, and the client it names is admitted next. From admission on, the
 * socket is accompanied by its {@link Permit}; the connection closes it at its end, and this class wherever there is none.
 */
final class Door {

    private static final Logger log = LoggerFactory.getLogger(Door.class);

    private final ListenerDefinition definition;
    private final Admission admission;
    private final Executor executor;
    private final ListenerStatistics statistics;
    private final ConnectionRegistry connections;
    private final RejectionLog rejections;
    private final PendingHeaders headers = new PendingHeaders();
    private volatile boolean closed;

    /** @param executor runs each connection, and nothing else */
    Door(
            ListenerDefinition definition,
            Admission admission,
            Executor executor,
            ListenerStatistics statistics,
            ConnectionRegistry connections) {
        this.definition = definition;
        this.admission = admission;
        this.executor = executor;
        this.statistics = statistics;
        this.connections = connections;
        this.rejections = new RejectionLog(definition.name());
    }

    /**
     * Decides on a socket and starts its connection; the accept thread, so that all slow work is left to the connection's own.
     * If this throws, because the executor refuses for example, no permit is taken and the caller has to close the socket.
     */
    void accept(Transport socket) {
        ProxyProtocol proxy = definition.layers().proxy();
        switch (proxy == null ? admission.admit(socket.remoteAddress()) : admission.admitSocket()) {
            case Decision.Rejected(RejectReason reason) -> reject(socket, reason);
            case Decision.Admitted(Permit permit) -> {
                if (proxy == null) {
                    begin(socket, permit, executor);
                } else {
                    readProxyHeaderAsync(socket, permit, proxy);
                }
            }
        }
    }

    /** Waits until the PROXY headers of accepted sockets have been read, or the timeout has passed, and closes. */
    void closeAfterHeaders(Duration timeout) {
        try {
            headers.awaitNone(timeout);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** Rejects from now on whatever is not registered yet: sockets whose PROXY header is still being read. */
    void close() {
        closed = true;
    }

    private void readProxyHeaderAsync(Transport socket, Permit permit, ProxyProtocol proxy) {
        PendingHeaders.Entry pending = headers.begin();
        try {
            executor.execute(() -> readProxyHeader(socket, permit, proxy, pending));
        } catch (RuntimeException | Error e) {
            pending.close();
            permit.close();
            throw e;
        }
    }

    private void readProxyHeader(Transport socket, Permit permit, ProxyProtocol proxy, PendingHeaders.Entry pending) {
        try (pending) {
            admitClient(proxy.accept(socket), permit, pending);
        } catch (IOException e) {
            log.debug("Listener {}: no PROXY header", definition.name(), e);
            reject(socket, permit, RejectReason.PROXY_PROTOCOL);
        } catch (RuntimeException | Error e) {
            log.error("Listener {}: no PROXY header could be read", definition.name(), e);
            reject(socket, permit, RejectReason.PROXY_PROTOCOL);
        }
    }

    private void admitClient(Transport client, Permit socketPermit, PendingHeaders.Entry pending) {
        Decision decision =
                closed ? new Decision.Rejected(RejectReason.DRAINING) : admission.admitClient(client.remoteAddress());
        switch (decision) {
            case Decision.Rejected(RejectReason reason) -> reject(client, socketPermit, reason);
            case Decision.Admitted(Permit clientPermit) -> beginHere(client, socketPermit.join(clientPermit), pending);
        }
    }

    /** Runs the connection on this thread, which the executor has already started for it. */
    private void beginHere(Transport client, Permit permit, PendingHeaders.Entry pending) {
        try {
            begin(client, permit, connection -> {
                pending.close();
                connection.run();
            });
        } catch (RuntimeException | Error e) {
            log.error("Listener {}: a connection could not be served", definition.name(), e);
            close(client);
        }
    }

    private void begin(Transport transport, Permit permit, Executor runner) {
        try {
            StreamConnection connection = connections.register(transport, permit);
            if (closed) {
                // A drain that began after the admission may have collected the live connections already.
                connections.remove(connection);
                reject(transport, permit, RejectReason.DRAINING);
            } else {
                run(connection, runner);
            }
        } catch (RuntimeException | Error e) {
            permit.close();
            throw e;
        }
    }

    private void run(StreamConnection connection, Executor runner) {
        try {
            runner.execute(connection);
        } catch (RuntimeException | Error e) {
            connections.remove(connection);
            throw e;
        }
    }

    /** The permit first: the client may connect again as soon as it sees the end. */
    private void reject(Transport transport, Permit permit, RejectReason reason) {
        permit.close();
        reject(transport, reason);
    }

    private void reject(Transport transport, RejectReason reason) {
        statistics.rejected(reason);
        rejections.note(reason, transport.remoteAddress());
        close(transport);
    }

    /** The descriptor is released even where this fails (close(2)). */
    private void close(Transport transport) {
        try {
            transport.close();
        } catch (IOException e) {
            log.debug("Listener {}: closing a connection failed", definition.name(), e);
        }
    }
}
