package dev.weir.server;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.CloseCause;
import dev.weir.observe.ListenerStatistics;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a handler has written reaches the client, whatever the handler leaves behind when it returns. */
@Timeout(60)
class LastBytesTests {

    private static final byte[] REPLY = "the last words".getBytes(StandardCharsets.US_ASCII);
    private static final int LONG_REPLY = 200_000;

    @Test
    void anInterruptFlagThatTheHandlerLeavesLosesNothing() throws Exception {
        assertReplies(stream -> {
            stream.writeAll(REPLY);
            Thread.currentThread().interrupt();
        });
    }

    @Test
    void anInterruptFlagWithAnExceptionLosesNothing() throws Exception {
        try (var application = RunningApplication.application()
                        .listener("last", (TcpStreamHandler) stream -> {
                            stream.writeAll(REPLY);
                            Thread.currentThread().interrupt();
                            throw new IllegalStateException("on purpose");
                        })
                        .start();
                TcpTestClient client = application.client("last")) {
            client.receives(REPLY).thenEnds();
        }
    }

    /** A plain socket: how much is pushed before the reply and after it is not known. */
    @Test
    void aThreadThatStillPushesLosesNothing() throws Exception {
        var pushing = new CountDownLatch(1);
        var pusher = new AtomicReference<Thread>();
        try (var application = RunningApplication.application()
                        .listener("last", (TcpStreamHandler) stream -> {
                            pusher.set(Thread.startVirtualThread(() -> push(stream, pushing)));
                            pushing.await();
                            stream.writeAll(REPLY);
                        })
                        .start();
                Socket client = application.connect("last")) {
            String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(all).contains(new String(REPLY, StandardCharsets.US_ASCII));
            pusher.get().join();
        }
    }

    private static void push(TcpStream stream, CountDownLatch pushing) {
        try {
            while (true) {
                stream.writeAll(new byte[] {'.'});
                pushing.countDown();
            }
        } catch (IOException _) {
            // Closed: the handler has returned.
        }
    }

    /**
     * The client goes on sending while it reads slowly: a close with its bytes unread would be a reset. A plain socket has the
     * small receive buffer for that.
     */
    @Test
    void aReaderThreadOfTheHandlersOwnTurnsTheEndIntoNoReset() throws Exception {
        var reading = new CountDownLatch(1);
        try (var application = RunningApplication.application()
                        .listener("last", (TcpStreamHandler) stream -> {
                            Thread.startVirtualThread(() -> readOn(stream, reading));
                            reading.await();
                            stream.writeAll(new byte[LONG_REPLY]);
                            stream.flush();
                        })
                        .start();
                Socket client = application.connect("last")) {
            client.setReceiveBufferSize(4_096);
            client.getOutputStream().write(1);
            int read = 0;
            byte[] buffer = new byte[10_000];
            for (int count = client.getInputStream().read(buffer);
                    count >= 0;
                    count = client.getInputStream().read(buffer)) {
                read += count;
                if (read < LONG_REPLY) {
                    client.getOutputStream().write(1);
                }
            }
            assertThat(read).isEqualTo(LONG_REPLY);
            client.shutdownOutput();
            ListenerStatistics statistics = application.listener("last").statistics();
            await().until(() -> statistics.closed() == 1);
            assertThat(statistics.closed(CloseCause.HANDLER_COMPLETED)).isEqualTo(1);
        }
    }

    private static void readOn(TcpStream stream, CountDownLatch reading) {
        try {
            while (stream.read(new byte[100]) > 0) {
                reading.countDown();
            }
        } catch (IOException _) {
            // Closed: the handler has returned.
        }
    }

    private static void assertReplies(TcpStreamHandler handler) throws Exception {
        try (var application = RunningApplication.application()
                        .listener("last", handler)
                        .start();
                TcpTestClient client = application.client("last")) {
            client.receives(REPLY).thenEnds().endsInput();
            ListenerStatistics statistics = application.listener("last").statistics();
            await().until(() -> statistics.closed() == 1);
            assertThat(statistics.closed(CloseCause.HANDLER_COMPLETED)).isEqualTo(1);
        }
    }
}
