package dev.weir.stream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.util.List;

/** Connects sockets on the caller's thread. A socket that is not returned is closed. */
final class Connector {

    private final SocketSettings settings;
    private final Deadline deadline;
    private final Cancellation cancellation;

    Connector(SocketSettings settings, Deadline deadline, Cancellation cancellation) {
        this.settings = settings;
        this.deadline = deadline;
        this.cancellation = cancellation;
    }

    /**
     * Connects to one of the addresses, as {@link AddressRace} does if there are several.
     *
     * @param addresses at least one, in order of preference
     * @throws SocketTimeoutException after the deadline
     * @throws ClosedByInterruptException if the thread is interrupted
     * @throws StreamClosedException if the attempt is cancelled
     * @throws IOException the first failure, with the others suppressed
     */
    SocketChannel connect(List<InetSocketAddress> addresses) throws IOException {
        List<InetSocketAddress> ordered = AddressOrder.alternating(addresses);
        return ordered.size() == 1
                ? connect(ordered.getFirst())
                : AddressRace.winner(ordered, settings, deadline, cancellation);
    }

    private SocketChannel connect(InetSocketAddress address) throws IOException {
        long remaining = deadline.remainingNanos();
        if (remaining <= 0) {
            throw new SocketTimeoutException(StreamAddress.format(address) + ": Connect timed out");
        }
        SocketChannel channel = SocketChannel.open();
        try {
            settings.applyTo(channel, false);
            cancellation.closes(channel);
            channel.socket().connect(address, SocketTransport.millis(remaining));
            return channel;
        } catch (IOException e) {
            throw abandoned(channel, address, e);
        } catch (RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Connects to a Unix domain socket, which never waits: the connection is complete once it is in the backlog, and a backlog
     * that is full is a failure, on any thread. A blocking connect would wait for room without a limit on a platform thread.
     */
    SocketChannel connect(StreamAddress.Unix address) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            settings.applyTo(channel, true);
            channel.configureBlocking(false);
            channel.connect(address.resolve());
            channel.configureBlocking(true);
            return channel;
        } catch (IOException e) {
            throw abandoned(channel, address.resolve(), e);
        } catch (RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Closes the channel. The socket adaptor throws other exceptions for an interrupt and a close than the channel. */
    private IOException abandoned(SocketChannel channel, SocketAddress address, IOException failure)
            throws IOException {
        channel.close();
        cancellation.check();
        if (Thread.currentThread().isInterrupted()) {
            return (ClosedByInterruptException) new ClosedByInterruptException().initCause(failure);
        }
        return withAddress(address, failure);
    }

    /** Returns an exception of the same kind whose message has the address, which the operating system's message lacks. */
    static IOException withAddress(SocketAddress address, IOException failure) {
        String message = StreamAddress.format(address) + ": " + failure.getMessage();
        IOException named = switch (failure) {
            case SocketTimeoutException _ -> new SocketTimeoutException(message);
            case NoRouteToHostException _ -> new NoRouteToHostException(message);
            case ConnectException _ -> new ConnectException(message);
            default -> new SocketException(message);
        };
        named.initCause(failure);
        return named;
    }
}
