package dev.weir.test;

import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends with a time limit, which a transport's write does not have: on a thread that may be left behind. */
final class SendingThread {

    void send(Transport transport, byte[] bytes, Duration limit) {
        var source = ByteBuffer.wrap(bytes);
        var sending = new FutureTask<>(() -> {
            while (source.hasRemaining()) {
                transport.write(source);
            }
            return source;
        });
        Thread.ofVirtual().name("weir-test-client").start(sending);
        try {
            sending.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            close(transport, e);
            throw new AssertionError(
                    "the other side did not take %d bytes within %s".formatted(bytes.length, limit), e);
        } catch (ExecutionException e) {
            throw new AssertionError("sending failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            close(transport, e);
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending", e);
        }
    }

    /** The thread that sends ends only with the transport. */
    private static void close(Transport transport, Exception reason) {
        try {
            transport.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
