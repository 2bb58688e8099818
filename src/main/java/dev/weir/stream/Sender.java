package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sends to the transport for the writing half: tracks whether a thread is in the transport, and marks exceptions. All methods
 * but {@link #currentCall} require the writing half's lock.
 */
final class Sender {

    /** {@link #currentCall} while no thread is in the transport. */
    static final int NO_CALL = 0;

    private final Transport transport;

    /** Calls begun plus calls ended: odd while a thread is in the transport. */
    private volatile int calls;

    Sender(Transport transport) {
        this.transport = transport;
    }

    /** A number that identifies the call of the transport in progress, or {@link #NO_CALL}. Any thread. */
    int currentCall() {
        int count = calls;
        return (count & 1) == 1 ? count : NO_CALL;
    }

    /** Whether the call in progress waits for a limit on bytes per second. Any thread. */
    boolean isHeldBack() {
        return transport
                .layer(RateLimitedTransport.class)
                .filter(limited -> limited.isHoldingBack(Half.WRITE))
                .isPresent();
    }

    /** Sends all bytes. After an exception the source still has those that the transport did not accept. */
    void sendAll(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            int start = source.position();
            countCall();
            try {
                if (transport.write(source) <= 0) {
                    throw new IOException("the transport wrote nothing: " + transport);
                }
            } catch (IOException | RuntimeException | Error e) {
                // A TLS transport has consumed bytes that it could not send.
                source.position(start);
                StreamOrigin.mark(e, transport.id(), Half.WRITE);
                throw e;
            } finally {
                countCall();
            }
        }
    }

    /** Ends the write direction; the stream goes on. */
    void shutdown() throws IOException {
        end(() -> transport.shutdown(Half.WRITE));
    }

    /** Ends the write direction as the first step of closing. */
    void finish() throws IOException {
        end(transport::finish);
    }

    private void end(Call call) throws IOException {
        countCall();
        try {
            call.run();
        } catch (IOException | RuntimeException | Error e) {
            StreamOrigin.mark(e, transport.id(), Half.WRITE);
            throw e;
        } finally {
            countCall();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // Only the lock's holder writes it.
    private void countCall() {
        calls++;
    }

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }
}
