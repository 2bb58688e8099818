package dev.weir.stream;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The transport as the writing half uses it: whether a thread is in it, and whose its exceptions are. All but {@link #currentCall}
 * is for the thread that holds the writing half's lock.
 */
final class Sender {

    /** {@link #currentCall} while no thread is in the transport. */
    static final int NO_CALL = 0;

    private final Transport transport;

    /** Calls begun and ended: odd while a thread is in the transport. Written by the lock's holder only. */
    private volatile int calls;

    Sender(Transport transport) {
        this.transport = transport;
    }

    /** A number that tells the call in which a thread is in the transport from all others. Any thread. */
    int currentCall() {
        int count = calls;
        return (count & 1) == 1 ? count : NO_CALL;
    }

    void sendAll(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            countCall();
            try {
                if (transport.write(source) <= 0) {
                    throw new IOException("the transport wrote nothing: " + transport);
                }
            } catch (IOException | RuntimeException | Error e) {
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

    @SuppressWarnings("NonAtomicVolatileUpdate") // Only the holder of the lock writes it.
    private void countCall() {
        calls++;
    }

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }
}
