package dev.weir.capture;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/**
 * Writes what precedes a message in a packet of link type {@code WIRESHARK_UPPER_PDU}: tags with the dissector and the addresses
 * (wireshark.org, epan/exported_pdu.h).
 */
final class ExportedPdu {

    /** HL7 has no name before Wireshark 4.2. There and since, its dissector is found by the port, and takes the marks of MLLP. */
    static final String HL7 = "hl7";

    private static final int HL7_PORT = 2575;

    private static final int END = 0;
    private static final int DISSECTOR_NAME = 12;
    private static final int DISSECTOR_TABLE = 14;
    private static final int IPV4_SOURCE = 20;
    private static final int IPV4_DESTINATION = 21;
    private static final int IPV6_SOURCE = 22;
    private static final int IPV6_DESTINATION = 23;
    private static final int PORT_TYPE = 24;
    private static final int SOURCE_PORT = 25;
    private static final int DESTINATION_PORT = 26;
    private static final int DISSECTOR_TABLE_VALUE = 32;

    private static final int TCP = 2;

    /** Room for all tags with a name of 64 characters. */
    private static final int CAPACITY = 256;

    private static final byte[] MLLP_START = {0x0B};
    private static final byte[] MLLP_END = {0x1C, 0x0D};

    private final ByteBuffer fromClient;
    private final ByteBuffer fromServer;
    private final boolean mllp;

    ExportedPdu(Flow flow, String dissector) {
        this.mllp = dissector.equals(HL7);
        this.fromClient = tags(flow, dissector, true);
        this.fromServer = tags(flow, dissector, false);
    }

    private static ByteBuffer tags(Flow flow, String dissector, boolean fromClient) {
        ByteBuffer tags = ByteBuffer.allocate(CAPACITY);
        if (dissector.equals(HL7)) {
            put(tags, DISSECTOR_TABLE, "tcp.port".getBytes(US_ASCII));
            put(tags, DISSECTOR_TABLE_VALUE, HL7_PORT);
        } else {
            put(tags, DISSECTOR_NAME, dissector.getBytes(US_ASCII));
        }
        put(tags, flow.isIpv6() ? IPV6_SOURCE : IPV4_SOURCE, flow.source(fromClient));
        put(tags, flow.isIpv6() ? IPV6_DESTINATION : IPV4_DESTINATION, flow.destination(fromClient));
        put(tags, PORT_TYPE, TCP);
        put(tags, SOURCE_PORT, flow.sourcePort(fromClient));
        put(tags, DESTINATION_PORT, flow.destinationPort(fromClient));
        put(tags, END, new byte[0]);
        return tags.flip();
    }

    private static void put(ByteBuffer tags, int tag, int value) {
        tags.putShort((short) tag).putShort((short) Integer.BYTES).putInt(value);
    }

    /** The length of a value includes its padding. */
    private static void put(ByteBuffer tags, int tag, byte[] value) {
        int padding = -value.length & 3;
        tags.putShort((short) tag).putShort((short) (value.length + padding));
        tags.put(value).put(new byte[padding]);
    }

    ByteBuffer tags(boolean client) {
        return client ? fromClient : fromServer;
    }

    /** Returns the message as its dissector expects it. */
    Slice message(Slice payload) {
        if (!mllp) {
            return payload;
        }
        ByteBuffer framed = ByteBuffer.allocate(MLLP_START.length + payload.length() + MLLP_END.length);
        framed.put(MLLP_START);
        framed.put(framed.position(), payload.buffer(), payload.start(), payload.length());
        framed.position(framed.position() + payload.length()).put(MLLP_END);
        return Slice.of(framed.flip());
    }
}
