package dev.weir.tls;

import dev.weir.stream.Buffers;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Performs the handshake on one thread, following the engine's handshake status. */
final class TlsHandshake {

    private final SSLEngine engine;
    private final RecordInput received;
    private final Transport transport;

    /** The records of a flight, which are sent together; {@code null} while the peer's flight is awaited. */
    private @Nullable ByteBuffer outgoing;

    private TlsHandshake(SSLEngine engine, RecordInput received, Transport transport) {
        this.engine = engine;
        this.received = received;
        this.transport = transport;
    }

    /** @throws SSLException if the handshake fails; an alert has then been sent to the peer, if that was possible */
    static void run(SSLEngine engine, RecordInput received, Transport transport) throws IOException {
        var handshake = new TlsHandshake(engine, received, transport);
        try {
            handshake.run();
        } catch (SSLException e) {
            handshake.sendAlert();
            throw e;
        } catch (RuntimeException e) {
            // Key and trust managers, and sometimes the engine, throw these on input of a peer.
            handshake.sendAlert();
            throw (SSLException) new SSLHandshakeException("the handshake failed: " + e).initCause(e);
        } finally {
            handshake.releaseOutgoing();
        }
    }

    private void run() throws IOException {
        engine.beginHandshake();
        HandshakeStatus next = engine.getHandshakeStatus();
        while (next != HandshakeStatus.NOT_HANDSHAKING) {
            next = switch (next) {
                case NEED_TASK -> runTasks(engine);
                case NEED_WRAP -> wrap();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
                // In TLS 1.3 a server's session tickets may follow.
                case FINISHED, NOT_HANDSHAKING -> engine.getHandshakeStatus();
            };
        }
        send();
    }

    static HandshakeStatus runTasks(SSLEngine engine) {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
        return engine.getHandshakeStatus();
    }

    private HandshakeStatus wrap() throws IOException {
        SSLEngineResult result = engine.wrap(Buffers.EMPTY, outgoing());
        return switch (result.getStatus()) {
            case OK, BUFFER_UNDERFLOW -> result.getHandshakeStatus();
            case BUFFER_OVERFLOW -> {
                makeRoom();
                yield HandshakeStatus.NEED_WRAP;
            }
            case CLOSED -> throw new SSLHandshakeException("the peer ended the handshake with close_notify");
        };
    }

    private ByteBuffer outgoing() {
        ByteBuffer records = outgoing;
        if (records == null) {
            records = RecordBuffers.borrow();
            outgoing = records;
        }
        return records;
    }

    private void makeRoom() throws IOException {
        ByteBuffer full = outgoing();
        boolean empty = full.position() == 0;
        send();
        if (empty) {
            outgoing = ByteBuffer.allocate(
                    Math.max(2 * full.capacity(), engine.getSession().getPacketBufferSize()));
        }
    }

    private HandshakeStatus unwrap() throws IOException {
        SSLEngineResult result = unwrapRecord();
        return switch (result.getStatus()) {
            case OK -> result.getHandshakeStatus();
            case BUFFER_UNDERFLOW -> {
                send();
                receive();
                yield HandshakeStatus.NEED_UNWRAP;
            }
            case BUFFER_OVERFLOW ->
                throw new SSLHandshakeException("the peer sent application data during the handshake");
            case CLOSED -> throw new SSLHandshakeException("the peer ended the handshake with close_notify");
        };
    }

    /**
     * A TLS 1.3 client that rejects the server's certificate before it uses its keys sends an unencrypted alert, as OpenSSL
     * does. The engine fails to decrypt it and does not report the alert.
     */
    private SSLEngineResult unwrapRecord() throws SSLException {
        int alert = received.plainAlert();
        try {
            return engine.unwrap(received.bytes(), Buffers.EMPTY.duplicate());
        } catch (SSLException e) {
            if (alert < 0 || TlsFailure.of(e) != TlsFailure.OTHER) {
                throw e;
            }
            throw (SSLException) new TlsRefusedException(
                            TlsFailure.ALERT, "the peer ended the handshake with the unencrypted alert " + alert)
                    .initCause(e);
        }
    }

    private void receive() throws IOException {
        if (received.bytes().remaining() >= RecordInput.MAX_RECORD) {
            throw new TlsRefusedException(
                    TlsFailure.RECORD_MEMORY, "a record is longer than " + RecordInput.MAX_RECORD + " bytes");
        }
        if (!received.receive(Transport.NO_TIMEOUT)) {
            throw new TlsTruncatedException("the peer ended the connection during the handshake");
        }
    }

    private void send() throws IOException {
        ByteBuffer records = outgoing;
        if (records != null) {
            records.flip();
            try {
                while (records.hasRemaining()) {
                    transport.write(records);
                }
            } finally {
                releaseOutgoing();
            }
        }
    }

    private void releaseOutgoing() {
        if (outgoing != null) {
            RecordBuffers.release(outgoing);
            outgoing = null;
        }
    }

    /** Sends the engine's alert to the peer; there is none if the peer has sent one. */
    private void sendAlert() {
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    && outgoing().remaining() >= engine.getSession().getPacketBufferSize()
                    && engine.wrap(Buffers.EMPTY, outgoing()).bytesProduced() > 0) {
                // Wrap until nothing is left.
            }
            send();
        } catch (IOException | RuntimeException _) {
            // The handshake's own failure is the one to report.
        }
    }
}
