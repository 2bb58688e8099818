package dev.weir.tls;

import dev.weir.stream.BudgetShare;
import dev.weir.stream.Buffers;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds the host that a client requests, before the engine is created, because an engine has one certificate.
 *
 * <p>The input is not consumed. If the input is not a ClientHello, there is no name, and the engine rejects the input.
 */
final class ClientHelloReader {

    /** Limit in bytes for the input that is examined here; browsers send two thousand. */
    private static final int MAX_LENGTH = 16 * 1024;

    private static final byte HANDSHAKE = 22;
    private static final byte CLIENT_HELLO = 1;
    private static final int MESSAGE_HEADER = 4;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;

    /** Bytes that the copy may have without a share of the budget. */
    private static final int FREE_SIZE = 2 * 1024;

    private final RecordInput received;
    private final BudgetShare share;

    /** The handshake message, collected from its records; its own length is checked last. */
    private ByteBuffer message = Buffers.EMPTY;

    /** Start of the first record that has not been collected, relative to the position of the input. */
    private int scanned;

    ClientHelloReader(RecordInput received) {
        this.received = received;
        this.share = new BudgetShare(received.budget(), FREE_SIZE);
    }

    /**
     * Receives until the ClientHello is complete, or the input turns out to be something else. May be called once.
     *
     * @return empty if the input is no ClientHello, or the client requests no host
     * @throws javax.net.ssl.SSLException if the memory of all streams' buffers is used up
     */
    Optional<String> serverName() throws IOException {
        try {
            return receiveAndParse();
        } finally {
            share.close();
        }
    }

    private Optional<String> receiveAndParse() throws IOException {
        while (true) {
            boolean valid = collect();
            if (valid && isComplete()) {
                return parse(message.flip());
            }
            if (!valid || received.bytes().remaining() >= MAX_LENGTH || !received.receive(Transport.NO_TIMEOUT)) {
                return Optional.empty();
            }
        }
    }

    /** Collects the complete records; returns false if one is not part of a ClientHello. */
    private boolean collect() throws TlsRefusedException {
        ByteBuffer input = received.bytes().slice();
        while (input.limit() - scanned >= RecordInput.HEADER) {
            int length = Short.toUnsignedInt(input.getShort(scanned + RecordInput.HEADER - Short.BYTES));
            if (input.get(scanned) != HANDSHAKE || length == 0 || length > MAX_LENGTH - message.position()) {
                return false;
            }
            if (input.limit() - scanned < RecordInput.HEADER + length) {
                return true;
            }
            append(input.slice(scanned + RecordInput.HEADER, length));
            scanned += RecordInput.HEADER + length;
            if (message.get(0) != CLIENT_HELLO) {
                return false;
            }
            if (isComplete()) {
                return true;
            }
        }
        return true;
    }

    private void append(ByteBuffer part) throws TlsRefusedException {
        int needed = message.position() + part.remaining();
        if (needed > message.capacity()) {
            message = ByteBuffer.allocate(capacityFor(needed)).put(message.flip());
        }
        message.put(part);
    }

    private int capacityFor(int needed) throws TlsRefusedException {
        int ample = Math.min(2 * needed, MAX_LENGTH);
        if (share.resize(ample)) {
            return ample;
        }
        if (share.resize(needed)) {
            return needed;
        }
        throw new TlsRefusedException(
                TlsFailure.RECORD_MEMORY,
                "a ClientHello has " + needed + " bytes or more, and the memory of all streams' buffers is used up");
    }

    private boolean isComplete() {
        return message.position() >= MESSAGE_HEADER
                && message.position() >= MESSAGE_HEADER + (message.getInt(0) & 0xFF_FFFF);
    }

    /** RFC 8446 section 4.1.2. */
    private static Optional<String> parse(ByteBuffer message) {
        try {
            message.position(MESSAGE_HEADER + VERSION_AND_RANDOM);
            vector(message, 1); // session
            vector(message, 2); // cipher suites
            vector(message, 1); // compression
            ByteBuffer extensions = vector(message, 2);
            while (extensions.hasRemaining()) {
                int type = Short.toUnsignedInt(extensions.getShort());
                ByteBuffer extension = vector(extensions, 2);
                if (type == SERVER_NAME) {
                    return hostName(vector(extension, 2));
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException _) {
            // Not a ClientHello: the engine rejects it.
        }
        return Optional.empty();
    }

    /** RFC 6066 section 3. */
    private static Optional<String> hostName(ByteBuffer names) {
        while (names.hasRemaining()) {
            int type = names.get();
            ByteBuffer name = vector(names, 2);
            if (type == HOST_NAME) {
                return Optional.of(StandardCharsets.US_ASCII.decode(name).toString());
            }
        }
        return Optional.empty();
    }

    /** Consumes and returns a vector (RFC 8446 section 3.4): its content follows a length of one or two bytes. */
    private static ByteBuffer vector(ByteBuffer from, int lengthBytes) {
        int length = lengthBytes == 1 ? Byte.toUnsignedInt(from.get()) : Short.toUnsignedInt(from.getShort());
        ByteBuffer content = from.slice(from.position(), length);
        from.position(from.position() + length);
        return content;
    }
}
