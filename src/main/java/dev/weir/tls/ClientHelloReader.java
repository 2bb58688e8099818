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
 * Finds the host that a client asks for before there is an engine, since an engine is made with one certificate.
 *
 * <p>It takes nothing out of the input. Where it cannot make sense of what comes, there is no name, and it is left to the
 * engine to refuse the rest properly.
 */
final class ClientHelloReader {

    /** What is read before the engine has a look; browsers send two thousand bytes. */
    private static final int MAX_LENGTH = 16 * 1024;

    private static final byte HANDSHAKE = 22;
    private static final byte CLIENT_HELLO = 1;
    private static final int MESSAGE_HEADER = 4;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;

    /** What the copy may always have. */
    private static final int SMALL = 2 * 1024;

    private final RecordInput received;
    private final BudgetShare share;

    /** The handshake message, out of the records that it comes in; its own length is checked last. */
    private ByteBuffer message = Buffers.EMPTY;

    /** How far into the input we are, from its position: the beginning of the first record not collected. */
    private int scanned;

    ClientHelloReader(RecordInput received) {
        this.received = received;
        this.share = new BudgetShare(received.budget(), SMALL);
    }

    /**
     * Receives until the message is whole, or is not one. Once.
     *
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
            boolean sensible = collect();
            if (sensible && isWhole()) {
                return parse(message.flip());
            }
            if (!sensible || received.bytes().remaining() >= MAX_LENGTH || !received.receive(Transport.NO_TIMEOUT)) {
                return Optional.empty();
            }
        }
    }

    /** Collects the records that are whole; false if one is no part of a ClientHello. */
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
            if (isWhole()) {
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
        int generous = Math.min(2 * needed, MAX_LENGTH);
        if (share.resize(generous)) {
            return generous;
        }
        if (share.resize(needed)) {
            return needed;
        }
        throw new TlsRefusedException(
                TlsFailure.RECORD_MEMORY,
                "a ClientHello has " + needed + " bytes or more, and the memory of all streams' buffers is used up");
    }

    private boolean isWhole() {
        return message.position() >= MESSAGE_HEADER
                && message.position() >= MESSAGE_HEADER + (message.getInt(0) & 0xFF_FFFF);
    }

    /** RFC 8446 section 4.1.2. */
    private static Optional<String> parse(ByteBuffer message) {
        try {
            message.position(MESSAGE_HEADER + VERSION_AND_RANDOM);
            part(message, 1); // session
            part(message, 2); // cipher suites
            part(message, 1); // compression
            ByteBuffer extensions = part(message, 2);
            while (extensions.hasRemaining()) {
                int type = Short.toUnsignedInt(extensions.getShort());
                ByteBuffer extension = part(extensions, 2);
                if (type == SERVER_NAME) {
                    return hostName(part(extension, 2));
                }
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException _) {
            // Not a ClientHello, and the engine will say so.
        }
        return Optional.empty();
    }

    /** RFC 6066 section 3. */
    private static Optional<String> hostName(ByteBuffer names) {
        while (names.hasRemaining()) {
            int type = names.get();
            ByteBuffer name = part(names, 2);
            if (type == HOST_NAME) {
                return Optional.of(StandardCharsets.US_ASCII.decode(name).toString());
            }
        }
        return Optional.empty();
    }

    /** What follows, behind a length of one or two bytes. */
    private static ByteBuffer part(ByteBuffer from, int lengthBytes) {
        int length = lengthBytes == 1 ? Byte.toUnsignedInt(from.get()) : Short.toUnsignedInt(from.getShort());
        ByteBuffer part = from.slice(from.position(), length);
        from.position(from.position() + length);
        return part;
    }
}
