package dev.weir.test;

import dev.weir.stream.StreamOptions;
import dev.weir.stream.StreamOrigin;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportPipe;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A handler and a script at the two ends of a connection in memory. */
final class HandlerRun {

    private final PeerScript script;
    private final TransportPipe pipe = Transport.pipe();
    private final Transport connection;

    /** Set before the stream is closed, and so before the script can notice. */
    private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

    HandlerRun(PeerScript script, Faults faults) {
        this.script = script;
        this.connection = faults.applyTo(pipe.server());
    }

    void run(TcpStreamHandler handler) throws Exception {
        var handling = new FutureTask<>(() -> handle(handler));
        Thread thread = Thread.ofVirtual().name("weir-test-handler").start(handling);
        try {
            play();
            await(handling, thread);
        } finally {
            abort(thread);
        }
    }

    private void play() {
        TcpTestClient peer = TcpTestClient.over(pipe.client());
        try {
            script.play(peer);
            script.expectEnd(peer);
        } catch (AssertionError e) {
            // A handler that has failed is the likely cause of a step that fails.
            Throwable cause = thrown.get();
            if (cause != null) {
                e.addSuppressed(cause);
            }
            throw e;
        }
    }

    private boolean handle(TcpStreamHandler handler) throws Exception {
        try (TcpStream stream = TcpStream.over(connection, StreamOptions.DEFAULT)) {
            try {
                handler.handle(stream);
            } catch (Exception | Error e) {
                thrown.set(e);
                throw e;
            }
            return true;
        }
    }

    private void await(FutureTask<Boolean> handling, Thread thread) throws Exception {
        try {
            handling.get(script.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            AssertionError late = new AssertionError("the handler has not returned within " + script.limit());
            late.setStackTrace(thread.getStackTrace());
            throw late;
        } catch (ExecutionException e) {
            if (!script.resets() || !(e.getCause() instanceof IOException io) || StreamOrigin.of(io) == null) {
                throw rethrown(e.getCause());
            }
        }
    }

    private static Exception rethrown(Throwable thrown) {
        if (thrown instanceof Error e) {
            throw e;
        }
        return thrown instanceof Exception e ? e : new IllegalStateException(thrown);
    }

    /** Ends a handler that is still running; it may be blocked in its stream or elsewhere. */
    private void abort(Thread thread) throws IOException {
        connection.close();
        pipe.client().close();
        thread.interrupt();
    }
}
