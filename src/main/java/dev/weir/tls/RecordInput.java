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
 * Records as they come in. Touched by the reading thread only, the handshake's before.
 *
 * <p>The buffer is held while the connection waits, so its size follows what reads bring, and an idle connection has
 * {@value #MIN_SIZE} bytes. For a record that is longer it grows with what has arrived, not with what its header promises.
 * Where reads are large, and whoever reads has room for much, the buffer is one that others use later: until {@link #returnLargeBuffer}.
 */
final class RecordInput {

    /** The longest record that the JDK takes, which is more than RFC 8446 and RFC 5246 allow. */
    static final int MAX_RECORD = 33_093;

    static final int HEADER = 5;

    /** The longest record that RFC 8446 section 5.2 and RFC 5246 section 6.2.3 allow, its header included. */
    static final int MAX_LEGAL_RECORD = HEADER + 16 * 1024 + 2 * 1024;

    private static final byte ALERT = 21;

    /** Of an alert without its record: level and description. */
    private static final int ALERT_LENGTH = 2;

    private static final int MIN_SIZE = 256;
    private static final int MAX_SIZE = 32 * 1024;
    private static final int FIRST_SIZE = 2 * 1024;

    /** Bytes of a buffer that others use later. */
    static final int SHARED_SIZE = 64 * 1024;

    /** In the heap: outside it the JDK decrypts 512 bytes at a time, and copies them there and back. */
    private static final BufferPool SHARED = new BufferPool(SHARED_SIZE, 64, ByteBuffer::allocate);

    private final Transport transport;
    private final BufferBudget budget;
    private final BudgetShare share;
    private final AdaptiveSize readSize = new AdaptiveSize(MIN_SIZE, MAX_SIZE, FIRST_SIZE);

    /** From position to limit: received and not decrypted. */
    private ByteBuffer buffer = Buffers.EMPTY;

    private boolean shared;
    private volatile boolean used;

    RecordInput(Transport transport, BufferBudget budget) {
        this.transport = transport;
        this.budget = budget;
        this.share = new BudgetShare(budget, FIRST_SIZE);
    }

    /** What is there; the engine takes records from its front, and decrypts them in it. */
    ByteBuffer bytes() {
        return buffer;
    }

    /** The memory that this shares with the buffers of other streams. */
    BufferBudget budget() {
        return budget;
    }

    /** Whether a byte has ever come in. Any thread. */
    boolean isUsed() {
        return used;
    }

    /** The handshake's messages, which are long, are over. */
    void handshakeDone() {
        readSize.reset();
    }

    /** Bytes received and not decrypted, and those that can be received without waiting. */
    int arrived() throws IOException {
        return buffer.remaining() + transport.available();
    }

    /** Whether {@link #receive} surely brings something without waiting. */
    boolean mayReceive() throws IOException {
        return transport.available() > 0;
    }

    /** Whether there is a whole record, or the beginning of one that is longer than any. */
    boolean hasRecord() {
        return buffer.remaining() >= HEADER && (buffer.remaining() >= length() || length() > MAX_RECORD);
    }

    /** The content type of the first record, where there is one. */
    byte type() {
        return buffer.get(buffer.position());
    }

    /** The description in the first record (RFC 8446 section 6), where that is an alert, whole and not encrypted; else -1. */
    int plainAlert() {
        boolean isAlert = hasRecord() && type() == ALERT && length() == HEADER + ALERT_LENGTH;
        return isAlert ? Byte.toUnsignedInt(buffer.get(buffer.position() + HEADER + 1)) : -1;
    }

    /** The length of the first record, its header included, where there is one. */
    int length() {
        return HEADER + Short.toUnsignedInt(buffer.getShort(buffer.position() + HEADER - Short.BYTES));
    }

    /**
     * Has the next {@link #receive} bring up to {@value #SHARED_SIZE} bytes, if reads have been large; for those who have
     * room for as much, so that little is left for {@link #returnLargeBuffer} to keep.
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

    /** Lets go of a buffer that others use too; follows {@link #borrowLargeBuffer}, whatever happens in between. */
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
        if (shared && !mayReceive()) {
            returnLargeBuffer();
        }
        boolean empty = !buffer.hasRemaining();
        makeRoom();
        int start = buffer.position();
        buffer.position(buffer.limit()).limit(buffer.capacity());
        int room = buffer.remaining();
        int count = -1;
        try {
            count = transport.read(buffer, timeoutNanos);
        } finally {
            buffer.limit(buffer.position()).position(start);
        }
        if (count > 0 && !used) {
            used = true;
        }
        if (count == room) {
            readSize.grow();
        } else if (empty) {
            readSize.shrink(count);
        }
        return count >= 0;
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

    private void makeMoreRoom(int there) throws SSLException {
        int wanted = there < HEADER ? there + 1 : Math.max(Math.min(length(), MAX_RECORD), there + 1);
        int needed = Math.min(wanted, there * AdaptiveSize.FACTOR);
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

    /** Has nothing counted any more, while another thread may still be receiving. */
    void close() {
        share.close();
    }
}
