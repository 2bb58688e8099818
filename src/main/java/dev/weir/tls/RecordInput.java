package dev.weir.tls;

import dev.weir.stream.AdaptiveSize;
import dev.weir.stream.BudgetShare;
import dev.weir.stream.BufferBudget;
import dev.weir.stream.BufferPool;
import dev.weir.stream.Buffers;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/**
 * Receives records. Used by the reading thread only, and before that by the handshake's thread.
 *
 * <p>A connection holds the buffer while it waits, so its size adapts to what reads return: {@value #MIN_SIZE} bytes for an
 * idle connection. For a longer record the buffer grows with the bytes that have arrived, not with the length in the header.
 * For large reads into a large destination the buffer is a shared one, until {@link #returnLargeBuffer}.
 */
final class RecordInput {

    /** Length of the longest record that the JDK accepts, which is more than RFC 8446 and RFC 5246 allow. */
    static final int MAX_RECORD = 33_093;

    static final int HEADER = 5;

    /** Length of the longest record that RFC 8446 section 5.2 and RFC 5246 section 6.2.3 allow, including its header. */
    static final int MAX_LEGAL_RECORD = HEADER + 16 * 1024 + 2 * 1024;

    private static final byte ALERT = 21;

    /** Bytes of an alert in its record: level and description. */
    private static final int ALERT_LENGTH = 2;

    private static final int MIN_SIZE = 256;
    private static final int MAX_SIZE = 32 * 1024;
    private static final int FIRST_SIZE = 2 * 1024;

    /** Capacity of a shared buffer. */
    static final int SHARED_SIZE = 64 * 1024;

    /** In the heap: the JDK decrypts direct buffers in pieces of 512 bytes, which it copies to the heap and back. */
    private static final BufferPool SHARED = new BufferPool(SHARED_SIZE, 64, ByteBuffer::allocate);

    private final Transport transport;
    private final BufferBudget budget;
    private final BudgetShare share;
    private final AdaptiveSize readSize = new AdaptiveSize(MIN_SIZE, MAX_SIZE, FIRST_SIZE);

    /** From position to limit: received and not decrypted. */
    private ByteBuffer buffer = Buffers.EMPTY;

    private boolean shared;
    private volatile boolean hasReceived;

    RecordInput(Transport transport, BufferBudget budget) {
        this.transport = transport;
        this.budget = budget;
        this.share = new BudgetShare(budget, FIRST_SIZE);
    }

    /** The received bytes; the engine consumes records from the front, and decrypts them in place. */
    ByteBuffer bytes() {
        return buffer;
    }

    /** The budget that the buffer shares with those of other streams. */
    BufferBudget budget() {
        return budget;
    }

    /** Whether any byte has been received. Any thread. */
    boolean hasReceived() {
        return hasReceived;
    }

    /** Called after the handshake, whose messages are long: the next buffer is small. */
    void handshakeDone() {
        readSize.reset();
    }

    /** Bytes that are received and not decrypted, plus those that can be received without waiting. */
    int arrivedBytes() throws IOException {
        return buffer.remaining() + transport.available();
    }

    /** Whether {@link #receive} returns without waiting; false if unknown. */
    boolean hasArrived() throws IOException {
        return transport.available() > 0;
    }

    /** Whether a record is complete, or longer than any valid one. */
    boolean hasRecord() {
        return buffer.remaining() >= HEADER && (buffer.remaining() >= length() || length() > MAX_RECORD);
    }

    /** The content type of the first record. Only if {@link #hasRecord}. */
    byte type() {
        return buffer.get(buffer.position());
    }

    /** The alert description in the first record (RFC 8446 section 6), if that is a complete, unencrypted alert; else -1. */
    int plainAlert() {
        boolean isAlert = hasRecord() && type() == ALERT && length() == HEADER + ALERT_LENGTH;
        return isAlert ? Byte.toUnsignedInt(buffer.get(buffer.position() + HEADER + 1)) : -1;
    }

    /** The length of the first record, including its header. Only if its header has been received. */
    int length() {
        return HEADER + Short.toUnsignedInt(buffer.getShort(buffer.position() + HEADER - Short.BYTES));
    }

    /**
     * Lets the next {@link #receive} return up to {@value #SHARED_SIZE} bytes if reads have been large. For destinations of that
     * size, so that {@link #returnLargeBuffer} has little to copy.
     */
    void borrowLargeBuffer() {
        if (readSize.isMax() && !shared && share.resize(MAX_SIZE)) {
            ByteBuffer large = SHARED.borrow();
            if (large == null) {
                share.resize(buffer.capacity());
            } else {
                buffer = large.put(buffer).flip();
                shared = true;
            }
        }
    }

    /** Releases the shared buffer, if there is one. Must follow {@link #borrowLargeBuffer}, even after a failure. */
    void returnLargeBuffer() {
        if (shared) {
            ByteBuffer large = buffer;
            buffer = large.hasRemaining() ? Buffers.copyOf(large) : Buffers.EMPTY;
            shared = false;
            SHARED.release(large);
            share.resize(buffer.capacity());
        }
    }

    /**
     * Receives more, waiting for at least one byte.
     *
     * @return false if the peer has finished
     */
    boolean receive(long timeoutNanos) throws IOException {
        if (shared && !hasArrived()) {
            returnLargeBuffer();
        }
        return receive(timeoutNanos, true) >= 0;
    }

    /** Receives what has arrived, without waiting; returns how many bytes, -1 if the peer has finished. */
    int receiveArrived() throws IOException {
        return receive(Transport.NO_TIMEOUT, false);
    }

    private int receive(long timeoutNanos, boolean waits) throws IOException {
        boolean empty = !buffer.hasRemaining();
        makeRoom();
        int start = buffer.position();
        buffer.position(buffer.limit()).limit(buffer.capacity());
        int room = buffer.remaining();
        int count = -1;
        try {
            count = waits ? transport.read(buffer, timeoutNanos) : transport.readArrived(buffer);
        } finally {
            buffer.limit(buffer.position()).position(start);
        }
        if (count > 0 && !hasReceived) {
            hasReceived = true;
        }
        if (count == room) {
            readSize.grow();
        } else if (empty && count != 0) {
            readSize.shrink(count);
        }
        return count;
    }

    private void makeRoom() throws SSLException {
        if (buffer.hasRemaining()) {
            makeMoreRoom(buffer.remaining());
        } else {
            if (!shared && buffer.capacity() != readSize.next()) {
                if (!share.resize(readSize.next())) {
                    readSize.reset();
                    share.release();
                }
                buffer = ByteBuffer.allocate(readSize.next());
            }
            buffer.clear().limit(0);
        }
    }

    private void makeMoreRoom(int received) throws SSLException {
        int wanted = received < HEADER ? received + 1 : Math.max(Math.min(length(), MAX_RECORD), received + 1);
        int needed = Math.min(wanted, received * AdaptiveSize.FACTOR);
        int capacity = Math.max(readSize.next(), needed);
        if (capacity > buffer.capacity() && !share.resize(capacity)) {
            capacity = needed;
            if (capacity > buffer.capacity() && !share.resize(capacity)) {
                throw new TlsRefusedException(
                        TlsFailure.RECORD_MEMORY,
                        "a TLS record has " + wanted + " bytes, and the memory of all streams' buffers is used up");
            }
        }
        if (capacity > buffer.capacity()) {
            buffer = Buffers.enlarge(buffer, capacity);
        } else if (buffer.capacity() - buffer.position() < wanted) {
            buffer.compact().flip();
        }
    }

    /** Releases the share of the budget. Another thread may still be receiving. */
    void close() {
        share.close();
    }
}
