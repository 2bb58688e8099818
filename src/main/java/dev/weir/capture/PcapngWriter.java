package dev.weir.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Writes the blocks of a pcapng file (draft-ietf-opsawg-pcapng), in network byte order. Requires the capture's lock. */
final class PcapngWriter {

    /** The interface of IP packets without a link layer. */
    static final int RAW_IP = 0;

    /** The interface of messages with the name of their dissector. */
    static final int EXPORTED_PDU = 1;

    /** Wireshark refuses files with longer packets. */
    static final int MAX_PACKET = 256 * 1024;

    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final long UNKNOWN_LENGTH = -1;

    private static final int LINKTYPE_RAW = 101;
    private static final int LINKTYPE_WIRESHARK_UPPER_PDU = 252;

    private static final int OPTION_END = 0;
    private static final int OPTION_COMMENT = 1;
    private static final int OPTION_INTERFACE_NAME = 2;
    private static final int OPTION_APPLICATION = 4;
    private static final int OPTION_TIME_RESOLUTION = 9;
    private static final byte NANOSECONDS = 9;

    /** A block's type and length before its body, and the length once more after it. */
    private static final int ENVELOPE = 12;

    private static final int PACKET_HEADER = 20;
    private static final int MAX_COMMENT = 1000;

    private final BlockStore store;

    /** The numbers before and after a body. */
    private final ByteBuffer numbers = ByteBuffer.allocate(ENVELOPE + PACKET_HEADER);

    /** A body, or what follows a packet. */
    private final ByteBuffer body = ByteBuffer.allocate(2 * MAX_COMMENT);

    PcapngWriter(BlockStore store) {
        this.store = store;
    }

    /**
     * Writes the beginning of a file: the section, and both interfaces.
     *
     * @param application the writer's name
     */
    void begin(String application, String comment) {
        body.clear().putInt(BYTE_ORDER_MAGIC);
        body.putShort((short) 1).putShort((short) 0).putLong(UNKNOWN_LENGTH);
        putOption(OPTION_APPLICATION, application.getBytes(UTF_8));
        putOption(OPTION_COMMENT, comment.getBytes(UTF_8));
        writeBlock(SECTION_HEADER);
        writeInterface(LINKTYPE_RAW, "streams");
        writeInterface(LINKTYPE_WIRESHARK_UPPER_PDU, "messages");
    }

    private void writeInterface(int linkType, String name) {
        body.clear().putShort((short) linkType).putShort((short) 0).putInt(0);
        putOption(OPTION_INTERFACE_NAME, name.getBytes(UTF_8));
        putOption(OPTION_TIME_RESOLUTION, new byte[] {NANOSECONDS});
        writeBlock(INTERFACE_DESCRIPTION);
    }

    private void writeBlock(int type) {
        putOption(OPTION_END, new byte[0]);
        int length = ENVELOPE + body.position();
        store.begin(length);
        putNumbers(type, length);
        store.put(body, 0, body.position());
        putNumbers(length);
        store.commit();
    }

    /**
     * Writes a packet.
     *
     * @param nanos its time, in nanoseconds since 1970
     * @param headers its first bytes, from position to limit
     * @param payload its other bytes
     * @param kept how many of these are written
     * @throws NoRoomException if there is no room; the file is as it was
     */
    void writePacket(
            int interfaceId, long nanos, ByteBuffer headers, Slice payload, int kept, @Nullable String comment) {
        int captured = headers.remaining() + kept;
        body.clear().put(new byte[-captured & 3]);
        if (comment != null) {
            putOption(OPTION_COMMENT, shorten(comment).getBytes(UTF_8));
            putOption(OPTION_END, new byte[0]);
        }
        int length = ENVELOPE + PACKET_HEADER + captured + body.position();
        store.begin(length);
        putNumbers(
                ENHANCED_PACKET,
                length,
                interfaceId,
                (int) (nanos >>> Integer.SIZE),
                (int) nanos,
                captured,
                headers.remaining() + payload.length());
        store.put(headers, headers.position(), headers.remaining());
        store.put(payload.buffer(), payload.start(), kept);
        store.put(body, 0, body.position());
        putNumbers(length);
        store.commit();
    }

    private static String shorten(String comment) {
        return comment.length() * 3 <= MAX_COMMENT ? comment : comment.substring(0, MAX_COMMENT / 3);
    }

    private void putNumbers(int... values) {
        numbers.clear();
        for (int value : values) {
            numbers.putInt(value);
        }
        store.put(numbers, 0, numbers.position());
    }

    private void putOption(int code, byte[] value) {
        body.putShort((short) code).putShort((short) value.length).put(value).put(new byte[-value.length & 3]);
    }
}
