package dev.weir.handler;

import dev.weir.observe.CloseCause;
import dev.weir.observe.IoFailure;
import dev.weir.stream.Half;
import dev.weir.stream.Relay;
import dev.weir.stream.RelayEnd;
import dev.weir.stream.RelayResult;
import dev.weir.stream.RelaySide;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.upstream.Origin;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamAttempt;
import dev.weir.upstream.UpstreamConnection;
import dev.weir.upstream.UpstreamUnavailableException;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards each connection to a target, in both directions at once, with half-close and reset.
 *
 * <p>Nothing is read from the client before a target is connected. A client that is closed by this side meanwhile, by an operator
 * or a timeout, ends the attempt at once. The connection to the target never outlives the client's.
 *
 * <p>What ends a connection on the target's side becomes its cause: {@code upstream_unavailable} if no target could be connected
 * to, or if it went down and such connections are to be closed; {@code upstream_timeout} if all attempts timed out, or the target
 * did not read; {@code upstream_reset} if it reset the connection or its connection failed; {@code resource} if this process has no
 * descriptor or memory for a connection to it.
 */
public final class ForwardHandler implements TcpStreamHandler {

    private final Upstream upstream;

    /** By the id of the client's stream. */
    private final Map<Long, Forwarding> forwardings = new ConcurrentHashMap<>();

    /** @param upstream started and closed by the caller */
    public ForwardHandler(Upstream upstream) {
        this.upstream = upstream;
    }

    @Override
    public void handle(TcpStream client) throws IOException {
        var forwarding = new Forwarding();
        forwardings.put(client.id(), forwarding);
        try {
            UpstreamConnection connection = connect(client);
            try {
                forwarding.connected(connection);
                forward(client, connection);
            } finally {
                close(connection);
            }
        } finally {
            forwarding.ended();
            forwardings.remove(client.id());
        }
    }

    /**
     * Ends the client's input, and so the target's, once the target has taken what the client has sent. Before that, bytes that
     * wait for the connect or for a slow target would be lost, and the target would take a part for the whole.
     */
    @Override
    public void onDrain(TcpStream client) throws IOException {
        Forwarding forwarding = forwardings.get(client.id());
        try {
            if (forwarding == null || forwarding.awaitPassedOn()) {
                client.shutdown(Half.READ);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private UpstreamConnection connect(TcpStream client) throws IOException {
        UpstreamAttempt attempt = upstream.attempt(Origin.of(client));
        client.onClose(attempt);
        try {
            return attempt.connect();
        } catch (UpstreamUnavailableException e) {
            throw new UpstreamFailureException(cause(e), e);
        } catch (IOException e) {
            // Given up because the client is closed, which has a cause already; or the upstream is.
            throw new UpstreamFailureException(CloseCause.UPSTREAM_UNAVAILABLE, e);
        } finally {
            client.onClose(null);
        }
    }

    private static CloseCause cause(UpstreamUnavailableException e) {
        if (e.isTimedOut()) {
            return CloseCause.UPSTREAM_TIMEOUT;
        }
        return e.getCause() instanceof IOException first && isShortage(first)
                ? CloseCause.RESOURCE
                : CloseCause.UPSTREAM_UNAVAILABLE;
    }

    /** Whether this process lacks descriptors or memory. */
    private static boolean isShortage(IOException e) {
        return switch (IoFailure.of(e)) {
            case NO_DESCRIPTORS, NO_MEMORY -> true;
            case RESET, TIMED_OUT, UNREACHABLE, OTHER -> false;
        };
    }

    private static void forward(TcpStream client, UpstreamConnection connection) throws IOException {
        RelayResult result = Relay.copyBidirectional(client, connection.stream());
        if (result.isComplete()) {
            return;
        }
        RelayEnd end = result.end();
        if (end.side() == RelaySide.CLIENT) {
            throw Objects.requireNonNull(end.exception());
        }
        throw new UpstreamFailureException(cause(connection, end), end.exception());
    }

    /** A cause that was set when this side ended the target's connection comes first. */
    private static CloseCause cause(UpstreamConnection connection, RelayEnd end) {
        CloseCause set = connection.observed().cause();
        if (set != null && set.isForwarding()) {
            return set;
        }
        return end.kind() == RelayEnd.Kind.TIMED_OUT ? CloseCause.UPSTREAM_TIMEOUT : CloseCause.UPSTREAM_RESET;
    }

    private static void close(UpstreamConnection connection) {
        try {
            connection.close();
        } catch (IOException _) {
            // The relay has passed everything on, or its failure is the one to report.
        }
    }
}
