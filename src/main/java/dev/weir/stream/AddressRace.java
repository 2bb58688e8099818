package dev.weir.stream;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several addresses that answers (Happy Eyeballs, RFC 8305 section 5). An attempt starts when the
 * previous one has failed, or has had no answer for 250 ms, and goes on while later ones run.
 *
 * <p>All attempts belong to the caller's thread, which waits for them with a selector: no thread can outlive the race with a
 * socket, and whatever ends the race closes every socket but the winner's.
 */
final class AddressRace implements Closeable {

    /** The Connection Attempt Delay that RFC 8305 recommends. */
    private static final Duration ATTEMPT_DELAY = Duration.ofMillis(250);

    private final List<InetSocketAddress> addresses;
    private final Iterator<InetSocketAddress> untried;
    private final SocketSettings settings;
    private final Deadline deadline;
    private final Cancellation cancellation;
    private final Selector selector;

    /** Sockets that have not won, in the order of their starts; the failed ones are closed. */
    private final List<SocketChannel> attempts = new ArrayList<>();

    private final List<IOException> failures = new ArrayList<>();
    private Deadline nextStart = Deadline.NONE;

    private AddressRace(
            List<InetSocketAddress> addresses, SocketSettings settings, Deadline deadline, Cancellation cancellation)
            throws IOException {
        this.addresses = addresses;
        this.untried = addresses.iterator();
        this.settings = settings;
        this.deadline = deadline;
        this.cancellation = cancellation;
        this.selector = Selector.open();
    }

    /**
     * Returns the connected socket, in blocking mode.
     *
     * @param addresses in the order of the attempts
     * @throws SocketTimeoutException after the deadline, with the failures before it suppressed
     * @throws ClosedByInterruptException if the thread is interrupted
     * @throws StreamClosedException if the race is cancelled
     * @throws IOException the first failure with the others suppressed, if all attempts failed
     */
    static SocketChannel winner(
            List<InetSocketAddress> addresses, SocketSettings settings, Deadline deadline, Cancellation cancellation)
            throws IOException {
        SocketChannel winner;
        try (var race = new AddressRace(addresses, settings, deadline, cancellation)) {
            cancellation.closes(race.selector::wakeup);
            winner = race.run();
        }
        try {
            // Possible only now that the selector is closed.
            winner.configureBlocking(true);
            return winner;
        } catch (IOException | RuntimeException e) {
            winner.close();
            throw e;
        }
    }

    private SocketChannel run() throws IOException {
        while (true) {
            SocketChannel connected = untried.hasNext() && isStartDue() ? start(untried.next()) : awaitAnswer();
            if (connected != null) {
                attempts.remove(connected);
                return connected;
            }
        }
    }

    private boolean isStartDue() {
        return attempts.isEmpty() || !attempts.getLast().isOpen() || nextStart.hasPassed();
    }

    /** Returns the socket if it is connected already, which may happen on the same machine. */
    private @Nullable SocketChannel start(InetSocketAddress address) {
        try {
            return start(SocketChannel.open(), address);
        } catch (IOException e) {
            failures.add(Connector.withAddress(address, e));
            return null;
        }
    }

    private @Nullable SocketChannel start(SocketChannel channel, InetSocketAddress address) throws IOException {
        attempts.add(channel);
        nextStart = Deadline.after(ATTEMPT_DELAY);
        try {
            settings.applyTo(channel, false);
            channel.configureBlocking(false);
            if (channel.connect(address)) {
                return channel;
            }
            channel.register(selector, SelectionKey.OP_CONNECT, address);
            return null;
        } catch (IOException e) {
            release(channel);
            throw e;
        }
    }

    private @Nullable SocketChannel awaitAnswer() throws IOException {
        if (attempts.stream().noneMatch(SocketChannel::isOpen)) {
            throw firstFailure();
        }
        long wait = deadline.remainingNanos();
        if (wait <= 0) {
            throw timeout();
        }
        selector.select(SocketTransport.millis(untried.hasNext() ? Math.min(wait, nextStart.remainingNanos()) : wait));
        cancellation.check();
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            if (isConnected(key)) {
                return (SocketChannel) key.channel();
            }
        }
        selector.selectedKeys().clear();
        return null;
    }

    private boolean isConnected(SelectionKey key) {
        var channel = (SocketChannel) key.channel();
        try {
            return channel.finishConnect();
        } catch (IOException e) {
            failures.add(Connector.withAddress((InetSocketAddress) key.attachment(), e));
            release(channel);
            return false;
        }
    }

    private IOException firstFailure() {
        IOException first = failures.removeFirst();
        failures.forEach(first::addSuppressed);
        return first;
    }

    private SocketTimeoutException timeout() {
        var timeout = new SocketTimeoutException(
                addresses.stream().map(StreamAddress::format).collect(Collectors.joining(", "))
                        + ": Connect timed out");
        failures.forEach(timeout::addSuppressed);
        return timeout;
    }

    @Override
    public void close() {
        attempts.forEach(AddressRace::release);
        // The descriptor of a registered channel is released with its registration.
        release(selector);
    }

    /** Ignores a failure: the descriptor is released in any case (close(2)), and the race goes on. */
    private static void release(Closeable resource) {
        try {
            resource.close();
        } catch (IOException _) {
            // No caller could act on it.
        }
    }
}
