package dev.weir.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.stream.TcpListener;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The other side of a connection, as a script: what it sends, and what it must receive.
 *
 * <pre>{@code
 * Peer.script().expects("220 ready\r\n").sends("QUIT\r\n").expects("221 bye\r\n").expectsEnd().run(handler);
 * }</pre>
 *
 * <p>Text is UTF-8. After the last step the peer ends its direction, if the script has not. A failure names the step and shows
 * in hexadecimal what was expected and what had come. One thread.
 */
public final class Peer {

    /** For a step that fails at the deadline to say so. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final List<PeerStep> steps = new ArrayList<>();
    private Faults faults = Faults.none();
    private Duration deadline = TcpTestClient.DEADLINE;

    private Peer() {}

    /** Begins an empty script. */
    public static Peer script() {
        return new Peer();
    }

    /** Sends text. */
    public Peer sends(String text) {
        return sends(text.getBytes(UTF_8));
    }

    /** Sends bytes; fails if they are not taken. */
    public Peer sends(byte... bytes) {
        return step(new PeerStep.Sends(ByteBuffer.wrap(bytes.clone())));
    }

    /** Expects this text next. */
    public Peer expects(String text) {
        return expects(text.getBytes(UTF_8));
    }

    /** Expects these bytes next, in any number of segments. */
    public Peer expects(byte... bytes) {
        return step(new PeerStep.Expects(ByteBuffer.wrap(bytes.clone())));
    }

    /** Ends the peer's direction; the other one goes on. */
    public Peer ends() {
        return step(new PeerStep.Ends());
    }

    /** Resets the connection; the last step. */
    public Peer resets() {
        return step(new PeerStep.Resets());
    }

    /** Expects the end of the other side's direction, and nothing before it. */
    public Peer expectsEnd() {
        return step(new PeerStep.ExpectsEnd());
    }

    /** Gives the connection these faults, as the side under test sees it: its received bytes are those that the peer sends. */
    public Peer with(Faults connection) {
        faults = connection;
        return this;
    }

    /**
     * Limits the duration of the whole script.
     *
     * @param limit default {@link TcpTestClient#DEADLINE}
     */
    public Peer within(Duration limit) {
        deadline = limit;
        return this;
    }

    private Peer step(PeerStep step) {
        if (!steps.isEmpty() && steps.getLast() instanceof PeerStep.Resets) {
            throw new IllegalStateException("nothing can follow resets()");
        }
        steps.add(step);
        return this;
    }

    /**
     * Runs the script against a handler, in memory and without any Spring. Returns once the script is done and the handler has
     * returned; it must not have sent more than the script expects.
     *
     * @throws AssertionError if a step fails, or the handler has not returned before the deadline; what the handler has thrown
     *     is suppressed in it
     * @throws Exception as the handler throws, unless it only passes on that the script has reset the connection
     */
    public void run(TcpStreamHandler handler) throws Exception {
        new HandlerRun(new PeerScript(steps, deadline), faults).run(handler);
    }

    /**
     * Runs the script against the first client that connects to a free port of 127.0.0.1. The deadline begins now.
     *
     * @throws IOException if the port cannot be bound
     */
    public Server listen() throws IOException {
        TcpListener listener = TcpListener.bind("127.0.0.1:0");
        FaultProxy proxy = FaultProxy.to(listener.localAddress(), faults.swapped());
        var server = new Server(listener, proxy, new PeerScript(steps, deadline));
        Thread.ofVirtual().name("weir-test-peer").start(server.playing);
        return server;
    }

    /** A script that waits for a client under test. It serves one connection, and resets further ones. Any thread. */
    public static final class Server implements AutoCloseable {

        private final TcpListener listener;
        private final FaultProxy proxy;
        private final PeerScript script;
        private final FutureTask<Boolean> playing;

        private Server(TcpListener listener, FaultProxy proxy, PeerScript script) {
            this.listener = listener;
            this.proxy = proxy;
            this.script = script;
            this.playing = new FutureTask<>(this::play);
        }

        /** The connection stays open, since a close with unread input would be a reset. */
        private boolean play() throws IOException {
            try (listener) {
                script.play(TcpTestClient.over(listener.acceptTransport()));
                return true;
            }
        }

        /** Where the client connects. */
        public InetSocketAddress address() {
            return proxy.address();
        }

        /**
         * Waits until the script is done.
         *
         * @throws AssertionError if a step has failed, no client has connected, or the script is not done at the deadline
         */
        public void verify() {
            try {
                playing.get(script.remaining().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("no client has connected within " + script.limit(), e);
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while a script was running", e);
            }
        }

        /** Resets the connection and ends the script. Repeating it has no effect. */
        @Override
        public void close() throws IOException {
            listener.close();
            proxy.close();
        }
    }
}
