package dev.weir.test;

import static dev.weir.test.ReceivedBytes.nanosUntil;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.frame.FrameFormat;
import dev.weir.observe.IoFailure;
import dev.weir.stream.Half;
import dev.weir.stream.Transport;
import dev.weir.test.ReceivedBytes.More;
import dev.weir.tls.TlsContext;
import dev.weir.tls.TlsTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * A client in a test: says what it sends, and what it must receive.
 *
 * <pre>{@code
 * client.send("hello\n").receivesLine("HELLO").endsInput().thenEnds();
 * }</pre>
 *
 * <p>Text is UTF-8. Each wait ends at {@link #DEADLINE}, or as {@link #within} says, and then the test fails, with a hex dump of
 * what was expected and of what had come. Bytes that nothing has asked for stay for the next expectation. One thread.
 */
public final class TcpTestClient implements AutoCloseable {

    /** The limit for each wait, if {@link #within} does not say otherwise. */
    public static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final Duration BETWEEN_SEGMENTS = Duration.ofMillis(20);

    private final ReceivedBytes received = new ReceivedBytes();
    private final SendingThread sending = new SendingThread();
    private Transport transport;
    private Duration deadline = DEADLINE;

    private TcpTestClient(Transport transport) {
        this.transport = transport;
    }

    /** Creates a client on a connected transport, one of {@link Transport#pipe()} for example. */
    public static TcpTestClient over(Transport transport) {
        return new TcpTestClient(transport);
    }

    /** Limits the waits that follow. */
    public TcpTestClient within(Duration limit) {
        deadline = limit;
        return this;
    }

    /** Sends text, as UTF-8. */
    public TcpTestClient send(String text) {
        return send(text.getBytes(UTF_8));
    }

    /** Sends bytes. Fails if the other side has reset the connection, or does not take them in time. */
    public TcpTestClient send(byte... bytes) {
        sending.send(transport, bytes, deadline);
        return this;
    }

    /**
     * Sends each text as a segment of its own: the next one follows when the network is likely to have delivered the last.
     * Code that takes what one read returns for a whole message fails here.
     */
    public TcpTestClient segments(String... texts) {
        return segments(Stream.of(texts).map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new));
    }

    /** Sends bytes as {@link #segments(String...)} does text. */
    public TcpTestClient segments(byte[]... segments) {
        for (int i = 0; i < segments.length; i++) {
            if (i > 0) {
                pause(BETWEEN_SEGMENTS);
            }
            send(segments[i]);
        }
        return this;
    }

    /** Sends text byte by byte, with a pause after each. */
    public TcpTestClient slowly(String text, Duration pause) {
        for (byte one : text.getBytes(UTF_8)) {
            send(one);
            pause(pause);
        }
        return this;
    }

    /** Expects these bytes next, as UTF-8. */
    public TcpTestClient receives(String text) {
        return receives(text.getBytes(UTF_8));
    }

    /** Expects these bytes next. Fails as soon as one of them differs. */
    public TcpTestClient receives(byte... bytes) {
        long start = System.nanoTime();
        while (received.pending().length < bytes.length) {
            byte[] pending = received.pending();
            if (Arrays.mismatch(pending, bytes) < pending.length) {
                break;
            }
            More more = await(nanosUntil(start, deadline));
            if (more != More.ARRIVED) {
                throw Expectation.failure(bytes, received.pending(), reason(more));
            }
        }
        int compared = Math.min(bytes.length, received.pending().length);
        if (!Arrays.equals(Arrays.copyOf(received.pending(), compared), bytes)) {
            throw Expectation.failure(bytes, received.pending(), "other bytes have come");
        }
        received.take(bytes.length);
        return this;
    }

    /** Expects a line next, which LF or CR LF ends; compares it as UTF-8, without its end. */
    public TcpTestClient receivesLine(String line) {
        long start = System.nanoTime();
        while (received.lineLength() == 0) {
            More more = await(nanosUntil(start, deadline));
            if (more != More.ARRIVED) {
                throw Expectation.failure((line + "\n").getBytes(UTF_8), received.pending(), reason(more));
            }
        }
        byte[] taken = received.take(received.lineLength());
        boolean crLf = taken.length > 1 && taken[taken.length - 2] == '\r';
        if (!line.equals(new String(taken, 0, taken.length - (crLf ? 2 : 1), UTF_8))) {
            throw Expectation.failure((line + "\n").getBytes(UTF_8), taken, "another line has come");
        }
        return this;
    }

    /** Expects that nothing comes for so long: no byte, no end. */
    public TcpTestClient receivesNothingFor(Duration time) {
        More more = received.pending().length > 0 ? More.ARRIVED : await(time.toNanos());
        if (more != More.TIMED_OUT) {
            throw Expectation.failure(
                    new byte[0], received.pending(), more == More.ENDED ? reason(more) : "there is more");
        }
        return this;
    }

    /** Expects the end of the other side's direction, and nothing before it. */
    public TcpTestClient thenEnds() {
        More more = received.pending().length > 0 ? More.ARRIVED : await(deadline.toNanos());
        if (more != More.ENDED) {
            throw Expectation.failure(
                    new byte[0],
                    received.pending(),
                    more == More.ARRIVED
                            ? "the end was expected, and there is more"
                            : "the connection did not end within " + deadline);
        }
        return this;
    }

    /** Expects a reset, and nothing before it. */
    public TcpTestClient thenIsReset() {
        More more = More.ARRIVED;
        try {
            if (received.pending().length == 0) {
                more = received.await(transport, deadline.toNanos());
            }
        } catch (IOException e) {
            if (IoFailure.of(e) == IoFailure.RESET) {
                return this;
            }
            throw new AssertionError("a reset was expected, and reading failed otherwise", e);
        }
        throw Expectation.failure(
                new byte[0],
                received.pending(),
                "a reset was expected, and " + (more == More.ARRIVED ? "there is more" : reason(more)));
    }

    /** Ends this side's direction; the other goes on. */
    public TcpTestClient endsInput() {
        return step(() -> transport.shutdown(Half.WRITE));
    }

    /** Resets the connection, as a client that crashes does. */
    public void resets() {
        step(transport::reset);
    }

    /**
     * Continues as a client behind a proxy that speaks the PROXY protocol: sends its header, version 1. Comes before anything
     * else.
     *
     * @param client the address that the proxy reports, IPv4 or IPv6
     */
    public TcpTestClient behindProxy(InetSocketAddress client) {
        return send(ProxyLine.of(client));
    }

    /**
     * Continues with TLS: a handshake, after which everything is encrypted.
     *
     * @param context trusts the certificate, and has the client's own if one is asked for
     * @param host the name that the certificate must be valid for
     */
    public TcpTestClient tls(SSLContext context, String host) {
        return step(() -> {
            int port = transport.remoteAddress() instanceof InetSocketAddress inet ? inet.getPort() : -1;
            TlsTransport encrypted = TlsTransport.connect(transport, TlsContext.of(context), host, port, List.of());
            encrypted.handshake(deadline);
            transport = encrypted;
        });
    }

    /** Continues with messages of a format. */
    public FrameTestClient framed(FrameFormat format) {
        return new FrameTestClient(this, format);
    }

    /** This client's own address, which the application sees as the remote one. */
    public SocketAddress localAddress() {
        return transport.localAddress();
    }

    /** Closes; what has not been received is discarded. Repeating it has no effect. */
    @Override
    public void close() {
        step(transport::close);
    }

    ReceivedBytes received() {
        return received;
    }

    Duration deadline() {
        return deadline;
    }

    /** Waits for more bytes; a failure of the connection fails the test. */
    More await(long nanos) {
        try {
            return received.await(transport, nanos);
        } catch (IOException e) {
            throw Expectation.failure(received.pending(), e);
        }
    }

    String reason(More more) {
        return more == More.ENDED ? "the other side has ended" : "nothing more has come within " + deadline;
    }

    private TcpTestClient step(Step step) {
        try {
            step.run();
            return this;
        } catch (IOException e) {
            throw new AssertionError("the connection failed: " + e.getMessage(), e);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }
}
