package dev.weir.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.fail;

import dev.weir.frame.BuiltInConverters;
import dev.weir.frame.FrameFormat;
import dev.weir.observe.ClientObserver;
import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.TargetStatistics;
import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.TcpStream;
import dev.weir.testing.TargetServer;
import dev.weir.upstream.HealthOptions;
import dev.weir.upstream.Upstream;
import dev.weir.upstream.UpstreamOptions;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Makes clients of servers on this machine. */
final class ClientFixture {

    private ClientFixture() {}

    static Upstream upstream(TargetServer... servers) {
        return upstream(UpstreamObserver.NONE, servers);
    }

    /** Without health checks: each connection that a server accepts is one of the client's. */
    static Upstream upstream(UpstreamObserver observer, TargetServer... servers) {
        List<StreamAddress> targets =
                List.of(servers).stream().map(TargetServer::target).toList();
        return new Upstream(
                UpstreamOwner.client("test"),
                UpstreamOptions.of(targets).withHealth(HealthOptions.DEFAULT.passive()),
                observer);
    }

    static TcpClient client(PoolOptions pool, TargetServer... servers) {
        return new TcpClient("test", ClientOptions.DEFAULT.withPool(pool), upstream(servers), ClientObserver.NONE);
    }

    /** The frames of the tests: lines of text. */
    static FrameClientOptions<String, String> lines(RequestOptions<String, String> request) {
        return FrameClientOptions.of(FrameFormat.lines(1000), BuiltInConverters.text(US_ASCII))
                .withRequest(request);
    }

    /** The key of a line is its first word; a line that begins with {@code *} has none. */
    static final Correlation<String, String> FIRST_WORD = new Correlation<>() {
        @Override
        public Object requestKey(String request) {
            return request.split(" ", 2)[0];
        }

        @Override
        public @Nullable Object replyKey(String reply) {
            return reply.startsWith("*") ? null : requestKey(reply);
        }
    };

    /** Reads a line; a line that no test expects ends the server's side. */
    static String readLine(TcpStream stream) throws IOException {
        String line = stream.readLine(US_ASCII, 1000);
        if (line == null) {
            throw new EOFException();
        }
        return line;
    }

    static void writeLine(TcpStream stream, String line) throws IOException {
        stream.writeAll((line + "\n").getBytes(US_ASCII));
        stream.flush();
    }

    /** Sends a line and returns the line that comes back. */
    static String ask(TcpStream stream, String question) throws IOException {
        stream.writeAll((question + "\n").getBytes(US_ASCII));
        return stream.readLine(US_ASCII, 100);
    }

    /** Asks by a connection of the pool. */
    static String ask(TcpClient client, String question) throws IOException {
        return client.use(stream -> ask(stream, question));
    }

    /** Runs work on a thread of its own. */
    static <T> CompletableFuture<T> async(Callable<T> work) {
        var result = new CompletableFuture<T>();
        Thread.startVirtualThread(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** What the work has failed with; waits for its end. */
    static Throwable failureOf(CompletableFuture<?> work) throws InterruptedException {
        try {
            return fail("returned " + work.get());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    /** The outcomes of connects, in their order. */
    static final class Connects implements UpstreamObserver {

        private final BlockingQueue<ConnectOutcome> outcomes = new LinkedBlockingQueue<>();

        BlockingQueue<ConnectOutcome> outcomes() {
            return outcomes;
        }

        @Override
        public void connectEnded(TargetStatistics target, ConnectOutcome outcome, long nanos) {
            outcomes.add(outcome);
        }
    }
}
