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
 * Whose PROXY headers are believed, and what becomes of a connection without one.
 *
 * @param mode what becomes of a connection without a header
 * @param trusted which peers are proxies, by the address at the socket's other end
 * @param timeout how long a connection may take to send its whole header
 */
public record ProxyProtocol(Mode mode, Predicate<SocketAddress> trusted, Duration timeout) {

    /** Enough for nearly every header, and for a ClientHello's beginning behind it. */
    private static final int BUFFER = 256;

    private static final int FACTOR = 4;

    public ProxyProtocol {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout for a PROXY header must be positive: " + timeout);
        }
    }

    /** What becomes of a connection without a header. */
    public enum Mode {
        /**
         * It is the peer's own. From a peer that is not trusted, every byte is payload. A trusted one may leave the header
         * out, or send nothing within the timeout: then its bytes, those that only looked like a header included, are payload.
         */
        OPTIONAL,
        /** It is refused, and so is every peer that is not trusted. */
        REQUIRED
    }

    /**
     * Reads the header, if there is one to be read; blocks until it is there or the timeout has passed.
     *
     * @throws ProxyProtocolException if the connection is refused; the caller closes it
     * @throws IOException if it broke
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

    /** Room grows with what has arrived, not with what is announced. */
    private static ByteBuffer withRoomFor(int length, ByteBuffer received) {
        int there = received.limit();
        return there < received.capacity() ? received : Buffers.enlarge(received, Math.min(length, FACTOR * there));
    }

    /** Returns what keeps the header from becoming whole, or {@code null} if bytes came. */
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

    private static ProxyTransport withoutHeader(
            Transport transport, boolean refused, String reason, ByteBuffer received) throws ProxyProtocolException {
        if (refused) {
            throw new ProxyProtocolException("there is no header: " + reason);
        }
        return new ProxyTransport(transport, Optional.empty(), received);
    }
}
