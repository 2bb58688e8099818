package dev.weir.capture;

import static dev.weir.capture.TcpHeaders.ACK;
import static dev.weir.capture.TcpHeaders.FIN;
import static dev.weir.capture.TcpHeaders.PSH;
import static dev.weir.capture.TcpHeaders.RST;
import static dev.weir.capture.TcpHeaders.SYN;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of one stream in a capture: packets as TCP would have sent them. What the client has sent is acknowledged by
 * the next packet of this side, and the other way round; where one side sends only, the other acknowledges at intervals.
 *
 * <p>All methods require the capture's lock, and throw {@link NoRoomException}.
 */
final class StreamRecording {

    /** Bytes that one side sends before the other acknowledges them in a packet of its own. */
    private static final int ACKNOWLEDGE_AFTER = 64 * 1024;

    private final CaptureFile file;
    private final TcpHeaders headers;
    private final @Nullable ExportedPdu messages;
    private final Party client;
    private final Party server;

    /** Whether this side has reset the connection. */
    private boolean reset;

    /**
     * Begins a conversation.
     *
     * @param dissector of messages; {@code null} to record bytes
     */
    StreamRecording(CaptureFile file, Flow flow, Sequences start, @Nullable String dissector) {
        this.file = file;
        this.headers = new TcpHeaders(flow);
        this.messages = dissector == null ? null : new ExportedPdu(flow, dissector);
        this.client = new Party(true, start.client());
        this.server = new Party(false, start.server());
    }

    /** One end of the conversation. */
    private static final class Party {

        private final boolean isClient;

        /** Sequence number of its next byte. */
        private int next;

        /** What it has acknowledged. */
        private int acknowledged;

        private boolean finished;

        Party(boolean isClient, int start) {
            this.isClient = isClient;
            this.next = start;
        }
    }

    /** The sequence numbers that a conversation begins with. */
    record Sequences(int client, int server) {

        /** Far apart, so that two streams with the same addresses are not taken for one. */
        private static final int STEP = 0x9E37_79B1;

        static Sequences of(long id) {
            int start = (int) id * STEP;
            return new Sequences(start, ~start);
        }
    }

    private Party other(Party party) {
        return party.isClient ? server : client;
    }

    private Party party(boolean isClient) {
        return isClient ? client : server;
    }

    /** Writes the handshake. */
    void open(String comment) {
        send(client, SYN, comment);
        send(server, SYN | ACK, null);
        send(client, ACK, null);
    }

    /** Whether messages are recorded, and bytes are not. */
    boolean isOfMessages() {
        return messages != null;
    }

    /** Records bytes that one side has sent. */
    void bytes(boolean fromClient, Slice bytes) {
        if (messages != null) {
            return;
        }
        Party from = party(fromClient);
        for (int sent = 0; sent < bytes.length(); ) {
            int count = Math.min(bytes.length() - sent, TcpHeaders.MAX_SEGMENT);
            sendBytes(from, bytes.part(sent, count));
            sent += count;
        }
        Party to = other(from);
        if (from.next - to.acknowledged >= ACKNOWLEDGE_AFTER) {
            send(to, ACK, null);
        }
    }

    /**
     * The checksum is that of the packet if its payload is kept. If it is not, the checksum must not give away anything about it:
     * it is that of a payload of zeros.
     */
    private void sendBytes(Party from, Slice payload) {
        int kept = file.kept(payload.length());
        long sum = payload.sum(kept);
        ByteBuffer header = headers.write(from.isClient, from.next, other(from).next, PSH | ACK, payload.length(), sum);
        file.write(PcapngWriter.RAW_IP, header, payload, kept, null);
        from.acknowledged = other(from).next;
        from.next += payload.length();
    }

    /** Records a message that one side has sent. */
    void message(boolean fromClient, Slice payload) {
        if (messages == null) {
            return;
        }
        ByteBuffer tags = messages.tags(fromClient);
        Slice message = messages.message(payload);
        int kept = Math.min(file.kept(message.length()), PcapngWriter.MAX_PACKET - tags.remaining());
        file.write(PcapngWriter.EXPORTED_PDU, tags, message, kept, null);
    }

    /** Records that one side has ended its direction. */
    void finish(boolean byClient) {
        Party party = party(byClient);
        if (!party.finished) {
            party.finished = true;
            send(party, FIN | ACK, null);
        }
    }

    /** Notes that this side has reset the connection, which its last packet will show. */
    void reset() {
        reset = true;
    }

    /**
     * Writes the end.
     *
     * @param comment goes with the last packet
     * @param resetByClient whether the client has reset the connection
     */
    void close(String comment, boolean resetByClient) {
        if (resetByClient) {
            send(client, RST | ACK, comment);
            return;
        }
        if (reset) {
            send(server, RST | ACK, comment);
            return;
        }
        finish(false);
        send(server.acknowledged == client.next ? client : server, ACK, comment);
    }

    private void send(Party from, int flags, @Nullable String comment) {
        Party to = other(from);
        boolean acknowledges = (flags & ACK) != 0;
        ByteBuffer header = headers.write(from.isClient, from.next, acknowledges ? to.next : 0, flags, 0, 0);
        file.write(PcapngWriter.RAW_IP, header, Slice.EMPTY, 0, comment);
        if (acknowledges) {
            from.acknowledged = to.next;
        }
        if ((flags & (SYN | FIN)) != 0) {
            from.next++;
        }
    }
}
