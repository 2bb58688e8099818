package dev.weir.upstream;

import dev.weir.stream.ConnectAttempt;
import dev.weir.stream.Deadline;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens connections to one target: addresses, socket, PROXY header, TLS. Any thread. */
final class TargetConnector {

    private final StreamAddress address;
    private final UpstreamOptions options;
    private final AddressPreference preference;

    /** Of health checks, which must not take the turns of connections. */
    private final AddressPreference checkPreference = new AddressPreference(Balance.FIRST);

    private final @Nullable TargetAddresses addresses;

    TargetConnector(StreamAddress address, UpstreamOptions options, NameLookup lookup) {
        this.address = address;
        this.options = options;
        this.preference = new AddressPreference(options.balance());
        this.addresses = address instanceof StreamAddress.Inet inet ? new TargetAddresses(inet, lookup) : null;
    }

    /** The addresses of the target's name; {@code null} if it has none to look up. */
    @Nullable
    TargetAddresses namedAddresses() {
        return addresses != null && addresses.isName() ? addresses : null;
    }

    /**
     * Connects for a client, or for this process itself. Blocks.
     *
     * @param slot cancels; the caller completes it
     * @throws IOException as {@link ConnectAttempt#connectTransport} does
     */
    Transport connect(@Nullable Origin origin, AttemptSlot slot) throws IOException {
        return connect(origin, preference, options.stream().connectTimeout(), slot);
    }

    /** Connects for a health check, otherwise as {@link #connect}; only an interrupt cancels. */
    Transport connectForCheck() throws IOException {
        return connect(null, checkPreference, options.health().timeout(), new AttemptSlot());
    }

    private Transport connect(@Nullable Origin origin, AddressPreference preferred, Duration timeout, AttemptSlot slot)
            throws IOException {
        Deadline deadline = Deadline.after(timeout);
        StreamOptions opening = options.stream().withTls(ConnectionOpening.of(options, origin));
        if (addresses == null || !(address instanceof StreamAddress.Inet inet)) {
            return run(ConnectAttempt.to(address, opening.withConnectTimeout(timeout)), slot);
        }
        List<InetSocketAddress> ordered = preferred.order(addresses.get(deadline, slot), addresses.slow(), origin);
        Transport transport = run(
                ConnectAttempt.to(ordered, inet.host(), inet.port(), opening.withConnectTimeout(remaining(deadline))),
                slot);
        addresses.connected(ordered, transport.peerAddress());
        return transport;
    }

    private Duration remaining(Deadline deadline) throws SocketTimeoutException {
        long nanos = deadline.remainingNanos();
        if (nanos <= 0) {
            throw new SocketTimeoutException(address + ": Connect timed out after the lookup");
        }
        return Duration.ofNanos(nanos);
    }

    private static Transport run(ConnectAttempt attempt, AttemptSlot slot) throws IOException {
        slot.closes(attempt);
        return attempt.connectTransport();
    }
}
