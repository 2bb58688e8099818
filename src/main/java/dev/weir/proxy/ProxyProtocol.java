package dev.weir.proxy;

import dev.weir.proxy.HeaderParser.Result;
import dev.weir.stream.Buffers;
import dev.weir.stream.Deadline;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections with a PROXY header from trusted proxies.
 *
 * @param mode how connections without a header are treated
 * @param trusted tests whether a peer is a trusted proxy, by the address at the other end of the socket
 * @param timeout limit for the time until the whole header has arrived; must be positive
 */
public record ProxyProtocol(Mode mode, Predicate<SocketAddress> trusted, Duration timeout) {

    /** Initial size in bytes: enough for nearly every header and the start of a ClientHello after it. */
    private static final int BUFFER = 256;

    private static final int FACTOR = 4;

    public ProxyProtocol {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout for a PROXY header must be positive: " + timeout);
        }
    }

    /** The treatment of connections without a header. */
    public enum Mode {
        /**
         * Accepted as connections of the peer itself. All bytes of a peer that is not trusted are payload. A trusted peer may omit
         * the header, or send nothing within the timeout; its bytes, including an incomplete signature, are then payload.
         */
        OPTIONAL,
        /** Rejected, as are all connections of peers that are not trusted. */
        REQUIRED
    }

    /**
     * Reads the header of a trusted peer. Blocks until the header has arrived or the timeout has passed.
     *
     * @throws ProxyProtocolException if the connection is rejected; the caller has to close it
     * @throws IOException if the connection broke
     */
    public ProxyTransport accept(Transport transport) throws IOException {
        boolean required = mode == Mode.REQUIRED;
        if (trusted.test(transport.peerAddress())) {
            return readHeader(transport, required);
        }
        if (required) {
            throw new ProxyProtocolException("the peer is not trusted");
        }
        return new ProxyTransport(transport, Optional.empty(), Buffers.EMPTY);
    }

    private ProxyTransport readHeader(Transport transport, boolean required) throws IOException {
        Deadline deadline = Deadline.after(timeout);
        ByteBuffer received = ByteBuffer.allocate(BUFFER).limit(0);
        while (true) {
            switch (HeaderParser.parse(received)) {
                case Result.Complete(ProxyHeader header, int length) -> {
                    received.position(length);
                    return new ProxyTransport(transport, Optional.of(header), received);
                }
                case Result.Foreign() -> {
                    return withoutHeader(transport, required, "it begins with something else", received);
                }
                case Result.Partial(boolean certain, int length) -> {
                    received = withRoomFor(length, received);
                    String missing = receive(transport, received, deadline);
                    if (missing != null) {
                        return withoutHeader(transport, required || certain, missing, received);
                    }
                }
            }
        }
    }

    /** Enlarges a full buffer with the bytes that have arrived, not with the length that the header announces. */
    private static ByteBuffer withRoomFor(int length, ByteBuffer received) {
        int count = received.limit();
        return count < received.capacity() ? received : Buffers.enlarge(received, Math.min(length, FACTOR * count));
    }

    /** Waits for bytes; returns the reason if none arrived, or {@code null}. */
    private @Nullable String receive(Transport transport, ByteBuffer received, Deadline deadline) throws IOException {
        int count = received.limit();
        long remaining = deadline.remainingNanos();
        if (remaining <= 0) {
            return "it did not come within " + timeout;
        }
        received.position(count).limit(received.capacity());
        try {
            return transport.read(received, remaining) < 0 ? "the peer finished after " + count + " bytes" : null;
        } catch (SocketTimeoutException _) {
            return "it did not come within " + timeout;
        } finally {
            received.flip();
        }
    }

    private static ProxyTransport withoutHeader(Transport transport, boolean reject, String reason, ByteBuffer received)
            throws ProxyProtocolException {
        if (reject) {
            throw new ProxyProtocolException("there is no header: " + reason);
        }
        return new ProxyTransport(transport, Optional.empty(), received);
    }
}
