package dev.weir.stream;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first address of a host that accepts the connection. The timeout covers all addresses, and each attempt
 * gets an equal share of the remaining time, so that an address that does not answer does not prevent the next attempt.
 */
final class Connector {

    private Connector() {}

    /**
     * Tries the addresses in turn.
     *
     * @param addresses at least one
     * @throws IOException the first failure, with the others suppressed
     * @throws ClosedByInterruptException at once if the thread is interrupted
     */
    static SocketChannel connect(List<InetSocketAddress> addresses, Duration timeout) throws IOException {
        Deadline deadline = Deadline.after(timeout);
        @Nullable IOException failure = null;
        for (int i = 0; i < addresses.size(); i++) {
            long share = deadline.remainingNanos() / (addresses.size() - i);
            try {
                return connect(addresses.get(i), share);
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw failure == null ? new SocketException("there is no address to connect to") : failure;
    }

    private static SocketChannel connect(InetSocketAddress address, long nanos) throws IOException {
        if (nanos <= 0) {
            throw new SocketTimeoutException("Connect timed out");
        }
        SocketChannel channel = SocketChannel.open();
        try {
            channel.socket().connect(address, SocketTransport.millis(nanos));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            if (Thread.currentThread().isInterrupted()) {
                // The socket adaptor throws another exception for an interrupt.
                throw (ClosedByInterruptException) new ClosedByInterruptException().initCause(e);
            }
            throw e;
        }
    }
}
