package dev.weir.faults;

import static dev.weir.faults.Drains.AT_ONCE;
import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.DrainOutcome;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replies written before or during a drain arrive whole. */
@Timeout(120)
class DrainedRepliesTests {

    /** Requests are a length and as many bytes; the reply is the same. */
    private static void reply(TcpStream stream) throws IOException {
        byte[] length = new byte[4];
        while (stream.peek(new byte[1]) > 0) {
            stream.readFully(length);
            byte[] body = new byte[ByteBuffer.wrap(length).getInt()];
            stream.readFully(body);
            stream.writeAll(length);
            stream.writeAll(body);
            stream.flush();
        }
    }

    @Test
    void whatIsAnsweredDuringADrainIsAnsweredWhole() throws Exception {
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .with("weir.shutdown.idle=100ms", "weir.shutdown.grace-period=20s")
                        .listener("reply", DrainedRepliesTests::reply)
                        .start();
                var logs = LogCapture.ofAll();
                ExecutorService threads = Executors.newFixedThreadPool(30)) {
            var answered = new AtomicInteger();
            var flooding = new AtomicBoolean(true);
            InetSocketAddress address = weir.address("reply");
            List<Future<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < 28; i++) {
                var random = new Random(i);
                Socket socket = weir.connect("reply");
                clients.add(threads.submit(() -> converse(socket, random, answered)));
            }
            Future<?> flood = threads.submit(() -> flood(address, flooding));
            await().until(() -> answered.get() > 300);
            weir.listeners().stop();
            for (Future<Integer> client : clients) {
                assertThat(client.get(60, TimeUnit.SECONDS)).as("replies cut").isZero();
            }
            flooding.set(false);
            flood.get(60, TimeUnit.SECONDS);
            var statistics = weir.statistics("reply");
            assertThat(statistics.drainedWith(DrainOutcome.FORCED)).isZero();
            assertThat(statistics.closed()).isEqualTo(statistics.accepted());
            assertThat(logs.warnings()).isEmpty();
        }
    }

    /** Asks until there is no answer any more; what it has counts only if it is whole, and a part of one is an error. */
    private static int converse(Socket socket, Random random, AtomicInteger answered) throws Exception {
        try (socket) {
            var input = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] body = new byte[random.nextInt(60_000)];
                random.nextBytes(body);
                ByteBuffer request =
                        ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body);
                try {
                    socket.getOutputStream().write(request.array());
                } catch (SocketException _) {
                    return 0;
                }
                int first;
                try {
                    first = input.read();
                } catch (SocketException _) {
                    return 0;
                }
                if (first < 0) {
                    return 0;
                }
                byte[] reply = new byte[3 + body.length];
                try {
                    input.readFully(reply);
                } catch (EOFException | SocketException _) {
                    return 1;
                }
                assertThat(ByteBuffer.wrap(request.array(), 1, reply.length)).isEqualTo(ByteBuffer.wrap(reply));
                answered.incrementAndGet();
                if (random.nextInt(10) == 0) {
                    // A think time, in which the listener may find the stream idle.
                    socket.setSoTimeout(300);
                    if (isEndedWhileThinking(socket.getInputStream())) {
                        return 0;
                    }
                    socket.setSoTimeout(DEADLINE_MILLIS);
                }
            }
        }
    }

    private static boolean isEndedWhileThinking(InputStream input) throws IOException {
        try {
            assertThat(input.read()).isEqualTo(-1);
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    private static Object flood(InetSocketAddress address, AtomicBoolean going) {
        while (going.get()) {
            try (var socket = new Socket()) {
                socket.connect(address, 1000);
            } catch (IOException _) {
                Thread.onSpinWait();
            }
        }
        return going;
    }

    @Test
    void aFlushedReplyReachesAClientThatReadsItLate() throws Exception {
        assertReplyIsWhole(1_000_000, false);
    }

    @Test
    void aFlushedReplySurvivesWhatTheClientStillSends() throws Exception {
        assertReplyIsWhole(10_000, true);
    }

    private static void assertReplyIsWhole(int size, boolean sendingMore) throws Exception {
        byte[] reply = new byte[size];
        new Random(1).nextBytes(reply);
        var ended = new CountDownLatch(1);
        TcpStreamHandler generous = stream -> {
            while (stream.read(new byte[100]) > 0) {
                stream.writeAll(reply);
                stream.flush();
            }
            ended.countDown();
        };
        try (RunningApplication weir = RunningApplication.listenersOnly()
                        .listener("generous", generous)
                        .start();
                Socket socket = weir.connect("generous")) {
            socket.getOutputStream().write(1);
            await().until(() -> weir.statistics("generous").bytesWritten() == size);
            weir.listener("generous").drain(AT_ONCE);
            // What is sent before would be answered, and nobody reads here: both sides would wait for each other.
            assertThat(ended.await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
            var sending = new AtomicBoolean(sendingMore);
            Thread sender = Thread.startVirtualThread(() -> sendUntilBroken(socket, sending));
            await().until(() -> weir.statistics("generous").closed() == 1);
            assertThat(socket.getInputStream().readNBytes(size)).isEqualTo(reply);
            sending.set(false);
            sender.join();
        }
    }

    private static void sendUntilBroken(Socket socket, AtomicBoolean going) {
        try {
            while (going.get()) {
                socket.getOutputStream().write(new byte[10]);
                Thread.onSpinWait();
            }
        } catch (IOException _) {
            // The listener does not want more, as it may.
        }
    }
}
